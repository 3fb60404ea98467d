import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { pino } from "pino";
import { z } from "zod";
import { readConfig } from "../../src/config/read-config.js";
import { startTracing } from "../../src/observability/tracing/start.js";
import { listen } from "./servers.js";
import { createTestClock } from "./test-clock.js";
import { minimalEnv } from "../unit/config-issues.js";
import type { Variables } from "./test-env.js";

const value = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }): unknown => stringValue),
  z.object({ intValue: z.number() }).transform(({ intValue }): unknown => intValue),
  z
    .object({ arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }) })
    .transform(({ arrayValue }): unknown => arrayValue.values.map(({ stringValue }) => stringValue)),
  z.looseObject({}),
]);
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes,
  status: z.object({ code: z.number() }),
  events: z.array(z.unknown()).default([]),
});
const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
});

export type ReceivedSpan = z.infer<typeof span> & { readonly service: unknown };

/** A collector that receives OpenTelemetry traces as JSON over HTTP. */
export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The received request bodies. */
  readonly bodies: readonly string[];
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      bodies.push(JSON.stringify(body));
      for (const { resource, scopeSpans } of exportSchema.parse(body).resourceSpans) {
        const service = resource.attributes["service.name"];
        spans.push(...scopeSpans.flatMap((scope) => scope.spans).map((item) => ({ ...item, service })));
      }
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  const port = await listen(server, "127.0.0.1");
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/**
 * Starts tracing in this process with these variables. They are set in `process.env` during the start,
 * because OpenTelemetry reads them there.
 */
export async function startTestTracing(
  variables: Variables,
): Promise<AsyncDisposable & { readonly isOn: boolean; readonly log: readonly string[] }> {
  const log: string[] = [];
  const before = { ...process.env };
  Object.assign(process.env, variables);
  const tracing = await startTracing(
    process.env,
    readConfig({ ...minimalEnv, ...variables }).selectProxy,
    pino({ level: "debug" }, { write: (line) => log.push(line) }),
    // Stands still: disposal does not time out, and only one warning is logged.
    createTestClock(),
  );
  for (const name of Object.keys(variables)) {
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[name];
  }
  return { isOn: tracing.isOn, log, [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose]() };
}
