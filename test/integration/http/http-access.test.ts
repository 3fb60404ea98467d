import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type GraphqlResponse, readGraphqlResponse } from "../../support/query.js";
import { linesOf, type LogLine, otherLinesOf } from "../../support/observability.js";
import { sendRaw } from "./send-raw.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

const ping = JSON.stringify({ query: "{ __typename }" });
const json = { "content-type": "application/json" };

describe("HTTP requests", () => {
  const env = useTestEnv();

  async function send(init: RequestInit, path = "/graphql"): Promise<GraphqlResponse> {
    return readGraphqlResponse(await fetch(new URL(path, env.url), init));
  }

  it.each([
    ["PUT", { method: "PUT", headers: json, body: ping }, "", 405, "BAD_USER_INPUT"],
    [
      "a form",
      { method: "POST", body: new URLSearchParams({ query: "{ __typename }" }) },
      "",
      415,
      "BAD_USER_INPUT",
    ],
    ["a form with files", { method: "POST", body: multipart() }, "", 415, "BAD_USER_INPUT"],
    [
      "plain text",
      { method: "POST", headers: { "content-type": "text/plain" }, body: ping },
      "",
      415,
      "BAD_USER_INPUT",
    ],
    [
      "the content type application/graphql",
      { method: "POST", headers: { "content-type": "application/graphql" }, body: "{ __typename }" },
      "",
      415,
      "BAD_USER_INPUT",
    ],
    ["a batch", { method: "POST", headers: json, body: `[${ping},${ping}]` }, "", 400, "BAD_USER_INPUT"],
    [
      "a compressed body",
      { method: "POST", headers: { ...json, "content-encoding": "gzip" }, body: gzipSync(ping) },
      "",
      415,
      "BAD_USER_INPUT",
    ],
  ])("rejects %s", async (_, init, query, status, code) => {
    const response = await send(init, `/graphql${query}`);
    expect({ status: response.status, codes: response.codes }).toEqual({ status, codes: [code] });
    expect(response.data).toBeUndefined();
    expect(env.takeCalls()).toEqual({});
  });

  it("accepts the content encoding identity", async () => {
    const headers = { ...json, "content-encoding": "identity" };
    expect((await send({ method: "POST", headers, body: ping })).data).toEqual({ __typename: "Query" });
  });

  it("hides the schema in production", async () => {
    await using production = await startTestEnv({ NODE_ENV: "production" });
    for (const query of ["{ __schema { types { name } } }", '{ __type(name: "User") { name } }']) {
      const { data, codes } = await production.query(query);
      expect({ data, codes }).toEqual({ data: undefined, codes: ["GRAPHQL_VALIDATION_FAILED"] });
    }
  });

  it.each([
    ["an invalid path", "GET /%ff HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 400, "BAD_USER_INPUT"],
    [
      "headers of 20 KB",
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
      "REQUEST_TOO_LARGE",
    ],
    ["a request that is not HTTP", "HELO example.org\r\n\r\n", 400, "BAD_USER_INPUT"],
    [
      "two Content-Length headers",
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
      400,
      "BAD_USER_INPUT",
    ],
  ])("returns a GraphQL error for %s", async (_, request, status, code) => {
    const response = await sendRaw(env.url, request);
    expect({ status: response.status, codes: response.codes }).toEqual({ status, codes: [code] });
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-request-id")).toMatch(/^[\w.-]+$/);
  });

  function sendPing(...hosts: readonly string[]): ReturnType<typeof sendRaw> {
    const headers = [
      ...hosts.map((host) => `host: ${host}`),
      ...["connection: close", "content-type: application/json", `content-length: ${ping.length}`],
    ];
    return sendRaw(env.url, `POST /graphql HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n${ping}`);
  }

  it.each([
    ["no Host"],
    ["two Hosts", "a", "b"],
    ...["a b", "user:secret@a", "a:b", "[::1"].map((it) => [it, it]),
  ])("rejects a request with the Host header: %s", async (_, ...hosts) => {
    const { status, codes, data } = await sendPing(...hosts);
    expect({ status, codes, data }).toEqual({ status: 400, codes: ["BAD_USER_INPUT"], data: undefined });
  });

  it.each(["", "a", "a_b.c:", "[::1]:80", "10.0.0.1:4001"])("accepts the Host %j", async (host) => {
    expect((await sendPing(host)).data).toEqual({ __typename: "Query" });
  });

  it("rejects two Authorization headers even if both are valid", async () => {
    const token = await env.login("road-runner");
    const body = JSON.stringify({ query: "{ me { id } }" });
    const authorization = `authorization: Bearer ${token}\r\n`;
    const request = (headers: string): string =>
      `POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
    expect((await sendRaw(env.url, request(authorization))).codes).toEqual([]);
    env.takeCalls();
    const { data, codes } = await sendRaw(env.url, request(authorization + authorization));
    expect({ data, codes }).toEqual({ data: { me: null }, codes: ["UNAUTHENTICATED"] });
    expect(env.takeCalls()).toEqual({});
  });

  describe("x-request-id", () => {
    const requestIdOf = async (id?: string, path = "/graphql"): Promise<string | null> => {
      const headers = { ...json, ...(id !== undefined && { "x-request-id": id }) };
      return (await send({ method: "POST", headers, body: ping }, path)).headers.get("x-request-id");
    };

    it.each(["a", "Root-1-67.891_2", "x".repeat(128)])("keeps the valid request id %s", async (id) => {
      expect(await requestIdOf(id)).toBe(id);
      expect(await requestIdOf(id, "/elsewhere")).toBe(id);
    });

    it.each([undefined, "", "a b", "a,b", "ä", "x".repeat(129)])(
      "generates a request id if it is missing or invalid: %s",
      async (id) => {
        const generated = await requestIdOf(id);
        expect(generated).toMatch(/^[\w.-]{1,128}$/);
        expect(generated).not.toBe(id);
        expect(await requestIdOf(id)).not.toBe(generated);
      },
    );

    it.each([
      ["an invalid argument", "{ me { metadata(offset: -1) { key } } }"],
      ["invalid GraphQL", "{"],
      ["an unknown field", "{ you }"],
      ["too many aliases", `{ ${Array.from({ length: 51 }, (_, n) => `a${n}: __typename`).join(" ")} }`],
    ])("logs the request id with the error of %s", async (name, query) => {
      const id = `log.${name.replaceAll(/\W/g, "-")}`;
      const token = await env.login("road-runner");
      const { codes } = await env.query(query, { token, headers: { "x-request-id": id } });
      const isOfRequest = ({ requestId }: LogLine): boolean => requestId === id;
      expect(otherLinesOf(env).filter(isOfRequest)).toMatchObject([{ code: codes[0] }]);
      expect(linesOf(env, "operation").filter(isOfRequest)).toMatchObject([
        { errorCodes: { [codes[0] ?? ""]: 1 } },
      ]);
    });
  });
});

function multipart(): FormData {
  const form = new FormData();
  form.set("operations", ping);
  form.set("map", "{}");
  return form;
}
