import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { routes } from "../../support/zitadel-calls.js";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { linesOf, type LogLine, otherLinesOf } from "../../support/observability.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

const json = { "content-type": "application/json" };
const info = 30;

describe("operation log", () => {
  const env = useTestEnv({ MAX_REQUEST_BYTES: "4096" });
  let ids: readonly string[];
  let linesBefore: number;
  beforeAll(async () => {
    ids = [(await env.addPerson()).id, (await env.addPerson()).id];
  });
  beforeEach(() => {
    linesBefore = linesOf(env, "operation").length;
  });

  const newLines = (): readonly LogLine[] => linesOf(env, "operation").slice(linesBefore);
  const post = (body: string, headers: Readonly<Record<string, string>> = json): Promise<Response> =>
    fetch(env.url, { method: "POST", headers, body });

  it("logs the name, type, duration, users and upstream calls of an operation", {
    tags: ["embedded"],
  }, async () => {
    const query = "query Page { me { id } a: user(id: $id) { metadata { key } } }".replace(
      "Page",
      "Page($id: ID!)",
    );
    const headers = { "x-request-id": "a-page" };
    const held = env.emulator.holdNext(routes.list);
    const response = env.query(query, { token: env.pat("manager"), variables: { id: ids[0] }, headers });
    await held.arrived;
    await env.clock.advance(250);
    held.release();
    await response;
    expect(newLines()).toEqual([
      {
        level: info,
        time: expect.any(Number),
        pid: expect.any(Number),
        hostname: expect.any(String),
        requestId: "a-page",
        msg: "operation",
        operation: "Page",
        operationType: "query",
        durationMs: 250,
        userCount: 1,
        upstreamCalls: expect.any(Number),
        errorCodes: {},
      },
    ]);
  });

  it("counts each user once, for reads and for writes", async () => {
    await queryEntities(env, [...ids, ...ids], "metadata { key } metadataMap(keys: [])", {
      token: env.pat("manager"),
    });
    await setUserMetadata(env, env.pat("manager"), ids[0] ?? "", [{ key: "seen", value: "1" }]);
    expect(newLines()).toMatchObject([
      { operationType: "query", operation: null, userCount: 2 },
      { operationType: "mutation", userCount: 1 },
    ]);
  });

  it("counts the errors of the response by code", async () => {
    await queryEntities(env, [...ids, 1, 2], "metadata(offset: -1) { key }", { token: env.pat("manager") });
    expect(newLines()).toMatchObject([{ level: info, errorCodes: { BAD_USER_INPUT: 4 } }]);
  });

  it("truncates a long operation name and escapes line breaks", async () => {
    const longName = "n".repeat(200);
    await env.query(`query ${longName} { __typename }`);
    await post(JSON.stringify({ query: "{ __typename }", operationName: '\n{"level":60}\u2028\u0000' }));
    expect(newLines()).toMatchObject([
      { operation: longName.slice(0, 100) },
      { operation: '\n{"level":60}\u2028\u0000', errorCodes: { OPERATION_RESOLUTION_FAILURE: 1 } },
    ]);
  });

  it.each([
    ["invalid GraphQL", JSON.stringify({ query: "{" }), "GRAPHQL_PARSE_FAILED", "none"],
    [
      "an unknown field",
      JSON.stringify({ query: "mutation Odd { you }" }),
      "GRAPHQL_VALIDATION_FAILED",
      "mutation",
    ],
    ["a missing operation", JSON.stringify({}), "BAD_USER_INPUT", "none"],
    [
      "an unknown persisted query",
      JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: "a".repeat(64) } } }),
      "PERSISTED_QUERY_NOT_FOUND",
      "none",
    ],
    [
      "a query that is too deep",
      JSON.stringify({ query: "{ a ".repeat(20) + "}".repeat(20) }),
      "REQUEST_TOO_LARGE",
      "none",
    ],
    ["a body that is too large", "x".repeat(5000), "REQUEST_TOO_LARGE", "none"],
    ["invalid JSON", "{", "BAD_USER_INPUT", "none"],
  ])("logs a line for %s", async (_, body, code, operationType) => {
    await post(body);
    expect(newLines()).toMatchObject([
      { operationType, errorCodes: { [code]: 1 }, userCount: 0, level: info },
    ]);
  });

  it("logs a line for a request that is rejected by its headers", async () => {
    await using withSecret = await startTestEnv({ ROUTER_SECRET: "s3cret" });
    await withSecret.query("{ __typename }");
    expect(linesOf(withSecret, "operation")).toMatchObject([{ errorCodes: { FORBIDDEN: 1 } }]);
  });

  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  it.each([
    [`00-${trace}-00f067aa0ba902b7-01`, trace],
    [`cc-${trace}-00f067aa0ba902b7-01-what-comes-later`, trace],
    [`00-${trace}-00f067aa0ba902b7-01-more`, undefined],
    [`ff-${trace}-00f067aa0ba902b7-01`, undefined],
    [`00-${"0".repeat(32)}-00f067aa0ba902b7-01`, undefined],
    [`00-${trace}-${"0".repeat(16)}-01`, undefined],
    [`00-${trace.toUpperCase()}-00f067aa0ba902b7-01`, undefined],
    [`00-${trace}-00f067aa0ba902b7-01, 00-${trace}-00f067aa0ba902b7-01`, undefined],
    ["anything", undefined],
  ])("logs the trace id of traceparent %s: %s", async (traceparent, traceId) => {
    await env.query("{ __typename }", { headers: { traceparent } });
    expect(newLines().map((line) => line["traceId"])).toEqual([traceId]);
  });

  it("logs CLIENT_CLOSED_REQUEST at level info when the client disconnects", {
    tags: ["embedded"],
  }, async () => {
    const held = env.emulator.holdNext(routes.list);
    const client = new AbortController();
    const query = "query Aborted($id: ID!) { user(id: $id) { metadata { key } } }";
    const headers = { ...json, authorization: `Bearer ${env.pat("manager")}`, "x-request-id": "aborted" };
    const body = JSON.stringify({ query, variables: { id: ids[0] } });
    const request = fetch(env.url, { method: "POST", headers, body, signal: client.signal });
    await held.arrived;
    client.abort();
    await expect(request).rejects.toThrow();
    await vi.waitFor(() => {
      expect(newLines()).toMatchObject([
        { operation: "Aborted", errorCodes: { CLIENT_CLOSED_REQUEST: 1 }, requestId: "aborted" },
      ]);
    }, 60_000);
    held.release();
    const lines = otherLinesOf(env).filter(({ requestId }) => requestId === "aborted");
    expect(lines).toMatchObject([
      { level: info, code: "CLIENT_CLOSED_REQUEST", msg: "client closed the request" },
    ]);
    expect(newLines()[0]?.["errorCodes"]).toEqual({ CLIENT_CLOSED_REQUEST: 1 });
  });
});
