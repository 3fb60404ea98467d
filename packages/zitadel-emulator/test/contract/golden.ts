import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

const strings = z.record(z.string(), z.string());

const request = z.strictObject({
  method: z.string().default("GET"),
  path: z.string(),
  headers: strings.default({}),
  as: z.string().optional(),
  token: z.string().optional(),
  basic: z.union([z.string(), z.tuple([z.string(), z.string()])]).optional(),
  json: z.unknown().optional(),
  form: strings.optional(),
  raw: z.string().optional(),
  generate: z.strictObject({ entries: z.number(), prefix: z.string(), bytes: z.number() }).optional(),
});

const login = z.strictObject({ user: z.string(), app: z.string(), scope: z.string() });

const exchange = z.strictObject({
  request,
  waitMs: z.number().optional(),
  save: strings.default({}),
  response: z.strictObject({ status: z.number(), headers: strings, body: z.unknown() }),
});

const scenario = z.looseObject({
  scenario: z.string(),
  given: z
    .looseObject({
      subject: z.strictObject({ organization: z.string(), metadata: strings }).optional(),
      people: z.record(z.string(), strings).default({}),
      tokens: z.record(z.string(), login).default({}),
      tokensExpired: z.boolean().default(false),
    })
    .prefault({}),
  steps: z.array(z.union([exchange, z.strictObject({ login, binds: z.array(z.string()) })])),
});

export type Scenario = z.infer<typeof scenario>;
export type Exchange = z.infer<typeof exchange>;
export type GoldenRequest = z.infer<typeof request>;

const folder = new URL("./golden/", import.meta.url);

export function goldenFiles(): string[] {
  return readdirSync(folder).flatMap((name) =>
    name.endsWith(".json") ? [name.slice(0, -".json".length)] : [],
  );
}

export function readGolden(file: string): Scenario[] {
  const text = readFileSync(new URL(`${file}.json`, folder), "utf8");
  return z.object({ scenarios: z.array(scenario) }).parse(JSON.parse(text)).scenarios;
}
