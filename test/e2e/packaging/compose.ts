import { z } from "zod";
import { readText, readYaml } from "./repository.js";

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  user: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  read_only: z.boolean().default(false),
  privileged: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
});

const schema = z.object({
  name: z.string(),
  services: z.object({ database: service, zitadel: service, subgraph: service }),
  volumes: z.record(z.string(), z.unknown()),
});

export const compose = readYaml("compose.yaml", schema);

const lines = readText("compose.yaml").split("\n");

/** The comments above the first key, which describe the first run. */
export const firstRun = lines.slice(0, lines.indexOf(`name: ${compose.name}`)).join("\n");

/** Replaces `${NAME:-}` in the environment, as Compose does. */
export function interpolate(
  variables: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+):-\}/g, (_, variable: string) => variables[variable] ?? ""),
    ]),
  );
}

/** Variables that the subgraph takes from `.env`. */
export const requestedVariables = [
  ...new Set(
    Object.values(compose.services.subgraph.environment).flatMap((value) =>
      [...value.matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => name),
    ),
  ),
];
