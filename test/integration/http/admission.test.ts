import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, readGraphqlResponse } from "../../support/query.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

describe("ROUTER_SECRET", () => {
  let env: TestEnv;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "router-"));
    const file = join(folder, "secret");
    writeFileSync(file, "old-s3cret\nnew-s3cret\n");
    env = await startTestEnv({ ROUTER_SECRET_FILE: file });
    rmSync(folder, { recursive: true });
  });
  afterAll(() => env[Symbol.asyncDispose]());

  it.each(["old-s3cret", "new-s3cret"])("accepts requests with the secret %s", async (secret) => {
    const { data } = await env.query("{ __typename }", { headers: { "x-router-secret": secret } });
    expect(data).toEqual({ __typename: "Query" });
  });

  it.each([
    ["no secret", {}],
    ["an empty secret", { "x-router-secret": "" }],
    ["another secret", { "x-router-secret": "old-s3cre_" }],
    ["a prefix of a secret", { "x-router-secret": "old" }],
    ["both secrets in one header", { "x-router-secret": "old-s3cret\tnew-s3cret" }],
    ["a secret as the bearer token", { authorization: "Bearer old-s3cret" }],
  ])("rejects a request with %s before it reads the body", async (_, headers) => {
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: "{" };
    const { status, codes, data } = await readGraphqlResponse(await fetch(env.url, init));
    expect({ status, codes, data }).toEqual({ status: 403, codes: ["FORBIDDEN"], data: undefined });
    expect((await fetch(env.url)).status).toBe(403);
  });

  it("serves /livez and /readyz without the secret", async () => {
    for (const path of ["/livez", "/readyz"]) {
      expect((await fetch(new URL(path, env.url))).status).toBe(200);
    }
  });

  it("never logs the secret", async () => {
    await env.query("{ __typename }", { headers: { "x-router-secret": "old-s3cret-mistyped" } });
    await env.query("{", { headers: { "x-router-secret": "old-s3cret" } });
    expect(env.log.join("")).toContain("FORBIDDEN");
    expect(env.log.join("")).not.toContain("s3cret");
  });
});

describe("CORS_ORIGINS", () => {
  const preflight = {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  };

  it("allows only the listed origins", async () => {
    await using env = await startTestEnv({
      CORS_ORIGINS: "https://app.example, http://localhost:3000",
      ROUTER_SECRET: "s3cret",
    });
    const preflightResponse = await fetch(env.url, preflight);
    expect(preflightResponse.status).toBe(204);
    expect(preflightResponse.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(preflightResponse.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(preflightResponse.headers.get("access-control-allow-headers")).toContain(
      "apollo-require-preflight",
    );
    expect(preflightResponse.headers.get("access-control-allow-methods")).toBe("GET, POST");
    const queryFrom = (origin: string): Promise<GraphqlResponse> =>
      env.query("{ __typename }", { headers: { origin, "x-router-secret": "s3cret" } });
    const { headers } = await queryFrom("http://localhost:3000");
    expect(headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(headers.get("vary")).toBe("Authorization, Origin");
    expect((await queryFrom("https://evil.example")).headers.has("access-control-allow-origin")).toBe(false);
    expect(
      (await queryFrom("https://app.example.evil.example")).headers.has("access-control-allow-origin"),
    ).toBe(false);
  });

  it("allows no origin when unset", async () => {
    await using env = await startTestEnv();
    const preflightResponse = await fetch(env.url, preflight);
    expect({
      status: preflightResponse.status,
      allow: preflightResponse.headers.get("access-control-allow-origin"),
    }).toEqual({
      status: 405,
      allow: null,
    });
    const { headers } = await env.query("{ __typename }", { headers: { origin: "https://app.example" } });
    expect(headers.has("access-control-allow-origin")).toBe(false);
  });
});
