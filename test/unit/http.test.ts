import { pino } from "pino";
import { expect, it } from "vitest";
import { createHttpServer } from "../../src/server/http.js";
import { createMetrics } from "../../src/server/seeing/metrics.js";

it("a bug before GraphQL began is told by nothing but the id under which the log has it", async () => {
  const log: string[] = [];
  await using server = createHttpServer({
    log: pino({ level: "debug" }, { write: (line) => log.push(line) }),
    bodyBytes: 1024,
    requestTimeoutMs: 1000,
    routerSecrets: [],
    corsOrigins: [],
    operations: {
      handle: () => Promise.reject(new TypeError("s3cret")),
      tellOfRefusal: () => undefined,
    },
    metrics: createMetrics(() => ({ queued: 0, inFlight: 0 })),
    health: () => ({ ready: true, status: "ok" }),
  });
  const { statusCode, body } = await server.inject({
    method: "POST",
    url: "/graphql",
    headers: { "x-request-id": "1" },
    payload: {},
  });
  expect(statusCode).toBe(500);
  expect(body).not.toContain("s3cret");
  const errorId = /"errorId":"([\w-]+)"/.exec(body)?.[1];
  expect(JSON.parse(body)).toEqual({
    errors: [
      {
        message: expect.stringContaining(`${errorId}`),
        extensions: { code: "INTERNAL_SERVER_ERROR", errorId },
      },
    ],
  });
  expect(log).toHaveLength(1);
  for (const part of [`"errorId":"${errorId}"`, '"requestId":"1"', "s3cret"]) expect(log[0]).toContain(part);
});
