import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, readGraphqlResponse, setUserMetadata } from "../../support/query.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

describe("the JSON body of a request", () => {
  let env: TestEnv;
  beforeAll(async () => {
    env = await startTestEnv();
  });
  afterAll(() => env[Symbol.asyncDispose]());

  async function post(body: string | Buffer, contentType = "application/json"): Promise<GraphqlResponse> {
    const headers = { "content-type": contentType };
    return readGraphqlResponse(await fetch(env.url, { method: "POST", headers, body }));
  }

  it.each([
    [
      "Latin-1",
      "application/json",
      Buffer.from('{"query":"{ me { id } }","operationName":"Müller"}', "latin1"),
      400,
    ],
    [
      "another charset",
      "application/json; charset=iso-8859-1",
      Buffer.from('{"query":"{ me { id } }"}'),
      415,
    ],
    [
      "a truncated character",
      "application/json",
      Buffer.from('{"query":"{ me { id } } # €"}').subarray(0, -4),
      400,
    ],
  ])("is rejected in %s", async (_, contentType, body, status) => {
    const response = await post(body, contentType);
    expect({ status: response.status, codes: response.codes }).toEqual({
      status,
      codes: ["BAD_USER_INPUT"],
    });
    expect(response.errors[0]?.message).toContain("UTF-8");
  });

  it.each(["application/json; charset=utf-8", 'application/json;charset="UTF-8"'])(
    "is accepted with content type %s",
    async (contentType) => {
      expect(await post('{"query":"{ me { id } }"}', contentType)).toMatchObject({
        status: 200,
        codes: [],
      });
    },
  );

  it.each([
    ["invalid JSON", "{", "The request body is not valid JSON."],
    ["no content", "", 'The request body is empty. Send {"query": "…"} as JSON.'],
    [
      "a list of operations",
      '[{"query":"{ me { id } }"}]',
      "Lists of operations are not supported. Send one operation per request.",
    ],
    ["a string", '"{ me { id } }"', 'The request body is not a JSON object. Send {"query": "…"}.'],
    ["an empty object", "{}", 'The request body has no "query". Send {"query": "…"}.'],
    ["an empty query", '{"query":""}', 'The request body has no "query". Send {"query": "…"}.'],
  ])("is rejected with %s, and the message says what to send", async (_, body, message) => {
    const { status, errors } = await post(body);
    expect({ status, errors }).toEqual({
      status: 400,
      errors: [{ message, extensions: { code: "BAD_USER_INPUT" } }],
    });
  });

  it.each([
    ["\ud83d", "\ufffd"],
    ["\\\udc00", "\\\ufffd"],
    ["\\\\ud83d", "\\\\ud83d"],
    ["\ud83d\ude00", "\ud83d\ude00"],
  ])("is quoted with U+FFFD in place of an unpaired surrogate: %j", async (operationName, quoted) => {
    const response = await post(JSON.stringify({ query: "{ me { id } }", operationName }));
    expect(response.errors[0]?.message).toBe(`Unknown operation named "${quoted}".`);
  });

  it("is quoted as well-formed text in user errors", async () => {
    const entries = [{ key: "\ud83d", value: "1" }];
    const { data } = await setUserMetadata(env, env.pat("manager"), "1", entries);
    expect(data).toMatchObject({
      setUserMetadata: { userErrors: [{ code: "KEY_INVALID", key: "\ufffd" }] },
    });
  });

  it("is not required with a method that is not supported", async () => {
    for (const method of ["OPTIONS", "DELETE"]) {
      const response = await fetch(env.url, { method, headers: { "content-type": "application/json" } });
      expect({ method, status: response.status, allow: response.headers.get("allow") }).toEqual({
        method,
        status: 405,
        allow: "GET, POST",
      });
    }
  });

  it("is rejected with a message that names the key __proto__", async () => {
    const { status, errors } = await post('{"query":"{ me { id } }","variables":{"__proto__":{}}}');
    expect(status).toBe(400);
    expect(errors[0]?.message).toContain('"__proto__"');
  });
});
