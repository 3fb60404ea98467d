import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";

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
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new TypeError("The server does not listen on a TCP port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    bodies,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
