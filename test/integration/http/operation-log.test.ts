import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { linesOf, type LogLine, otherLinesOf } from "../../support/log-lines.js";
import { setUserMetadata } from "../../support/mutations.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const json = { "content-type": "application/json" };
const info = 30;

describe("the log's line of an operation", () => {
  let env: TestEnv;
  let manager: string;
  let ids: readonly string[];
  let before: number;
  beforeAll(async () => {
    env = await startTestEnv({ MAX_REQUEST_BYTES: "4096" });
    manager = env.zitadel.directory.personalAccessToken("manager");
    ids = [(await env.addPerson()).id, (await env.addPerson()).id];
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    before = linesOf(env, "operation").length;
  });

  const newLines = (): readonly LogLine[] => linesOf(env, "operation").slice(before);
  const post = (body: string, headers: Readonly<Record<string, string>> = json): Promise<Response> =>
    fetch(env.url, { method: "POST", headers, body });

  it("tells what it was, how long it took and what it cost", { tags: ["embedded"] }, async () => {
    const query = "query Page { me { id } a: user(id: $id) { metadata { key } } }".replace(
      "Page",
      "Page($id: ID!)",
    );
    const headers = { "x-request-id": "a-page" };
    const held = env.emulator.holdNext(routes.list);
    const answer = env.query(query, { token: manager, variables: { id: ids[0] }, headers });
    await held.arrived;
    await env.clock.advance(250);
    held.release();
    await answer;
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

  it("counts users once, those who are written as well as those who are read", async () => {
    await queryEntities(env, [...ids, ...ids], "metadata { key } metadataMap(keys: [])", {
      token: manager,
    });
    await setUserMetadata(env, manager, ids[0] ?? "", [{ key: "seen", value: "1" }]);
    expect(newLines()).toMatchObject([
      { operationType: "query", operation: null, userCount: 2 },
      { operationType: "mutation", userCount: 1 },
    ]);
  });

  it("counts the errors of the answer by their codes", async () => {
    await queryEntities(env, [...ids, 1, 2], "metadata(offset: -1) { key }", { token: manager });
    expect(newLines()).toMatchObject([{ level: info, errorCodes: { BAD_USER_INPUT: 4 } }]);
  });

  it("cuts a long name, and no name can make a line of its own", async () => {
    const long = "n".repeat(200);
    await env.query(`query ${long} { __typename }`);
    await post(JSON.stringify({ query: "{ __typename }", operationName: '\n{"level":60}\u2028\u0000' }));
    expect(newLines()).toMatchObject([
      { operation: long.slice(0, 100) },
      { operation: '\n{"level":60}\u2028\u0000', errorCodes: { OPERATION_RESOLUTION_FAILURE: 1 } },
    ]);
  });

  it.each([
    ["text that is no GraphQL", JSON.stringify({ query: "{" }), "GRAPHQL_PARSE_FAILED", "none"],
    [
      "an unknown field",
      JSON.stringify({ query: "mutation Odd { you }" }),
      "GRAPHQL_VALIDATION_FAILED",
      "mutation",
    ],
    ["no operation", JSON.stringify({}), "BAD_USER_INPUT", "none"],
    [
      "a persisted query",
      JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: "a".repeat(64) } } }),
      "PERSISTED_QUERY_NOT_SUPPORTED",
      "none",
    ],
    [
      "too much depth",
      JSON.stringify({ query: "{ a ".repeat(20) + "}".repeat(20) }),
      "REQUEST_TOO_LARGE",
      "none",
    ],
    ["too large a body", "x".repeat(5000), "REQUEST_TOO_LARGE", "none"],
    ["a body that is no JSON", "{", "BAD_USER_INPUT", "none"],
  ])("is there for %s, too", async (_, body, code, kind) => {
    await post(body);
    expect(newLines()).toMatchObject([
      { operationType: kind, errorCodes: { [code]: 1 }, userCount: 0, level: info },
    ]);
  });

  it("is there for what is refused for its headers, too", async () => {
    await using guarded = await startTestEnv({ ROUTER_SECRET: "s3cret" });
    await guarded.query("{ __typename }");
    expect(linesOf(guarded, "operation")).toMatchObject([{ errorCodes: { FORBIDDEN: 1 } }]);
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
  ])("has the trace's id for traceparent %s: %s", async (traceparent, traceId) => {
    await env.query("{ __typename }", { headers: { traceparent } });
    expect(newLines().map((line) => line["traceId"])).toEqual([traceId]);
  });

  it("blames nobody for a client that hangs up", { tags: ["embedded"] }, async () => {
    const held = env.emulator.holdNext(routes.list);
    const client = new AbortController();
    const query = "query Gone($id: ID!) { user(id: $id) { metadata { key } } }";
    const headers = { ...json, authorization: `Bearer ${manager}`, "x-request-id": "gone" };
    const body = JSON.stringify({ query, variables: { id: ids[0] } });
    const answer = fetch(env.url, { method: "POST", headers, body, signal: client.signal });
    await held.arrived;
    client.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => {
      expect(newLines()).toMatchObject([
        { operation: "Gone", errorCodes: { CLIENT_CLOSED_REQUEST: 1 }, requestId: "gone" },
      ]);
    }, 60_000);
    held.release();
    const lines = otherLinesOf(env).filter(({ requestId }) => requestId === "gone");
    expect(lines).toMatchObject([
      { level: info, code: "CLIENT_CLOSED_REQUEST", msg: "client closed the request" },
    ]);
    expect(newLines()[0]?.["errorCodes"]).toEqual({ CLIENT_CLOSED_REQUEST: 1 });
  });
});
