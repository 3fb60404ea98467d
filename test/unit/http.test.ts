import { expect, it } from "vitest";
import { startHttpServer } from "../support/start-http-server.js";

it("returns only an error id for a bug outside GraphQL, and logs the details under this id", async () => {
  await using server = await startHttpServer({
    operations: {
      handle: () => Promise.reject(new TypeError("s3cret")),
      recordRejection: () => undefined,
    },
  });
  const response = await fetch(new URL("/graphql", server.origin), {
    method: "POST",
    headers: { "x-request-id": "1", "content-type": "application/json" },
    body: '{"query":"{ me { id } }"}',
  });
  expect(response.status).toBe(500);
  const body = await response.text();
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
  const logged = server.log.filter((line) => !line.includes("Server listening"));
  expect(logged).toHaveLength(1);
  for (const part of [`"errorId":"${errorId}"`, '"requestId":"1"', "s3cret"])
    expect(logged[0]).toContain(part);
});
