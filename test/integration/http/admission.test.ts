import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, readGraphqlResponse } from "../../support/graphql-response.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

describe("a router's secret", () => {
  let env: TestEnv;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "router-"));
    const file = join(folder, "secret");
    writeFileSync(file, "old-s3cret\nnew-s3cret\n");
    env = await startTestEnv({ ROUTER_SECRET_FILE: file });
    rmSync(folder, { recursive: true });
  });
  afterAll(() => env[Symbol.asyncDispose]());

  it.each(["old-s3cret", "new-s3cret"])("lets in who sends it: %s", async (secret) => {
    const { data } = await env.query("{ __typename }", { headers: { "x-router-secret": secret } });
    expect(data).toEqual({ __typename: "Query" });
  });

  it.each([
    ["no secret", {}],
    ["an empty one", { "x-router-secret": "" }],
    ["another one", { "x-router-secret": "old-s3cre_" }],
    ["the beginning of it", { "x-router-secret": "old" }],
    ["both at once", { "x-router-secret": "old-s3cret\tnew-s3cret" }],
    ["it as a token", { authorization: "Bearer old-s3cret" }],
  ])("keeps out, before the body is looked at, whoever sends %s", async (_, headers) => {
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: "{" };
    const { status, codes, data } = await readGraphqlResponse(await fetch(env.url, init));
    expect({ status, codes, data }).toEqual({ status: 403, codes: ["FORBIDDEN"], data: undefined });
    expect((await fetch(env.url)).status).toBe(403);
  });

  it("is not needed to ask whether the process lives and is ready", async () => {
    for (const path of ["/livez", "/readyz"]) {
      expect((await fetch(new URL(path, env.url))).status).toBe(200);
    }
  });

  it("is never in the log", async () => {
    await env.query("{ __typename }", { headers: { "x-router-secret": "old-s3cret-mistyped" } });
    await env.query("{", { headers: { "x-router-secret": "old-s3cret" } });
    expect(env.log.join("")).toContain("FORBIDDEN");
    expect(env.log.join("")).not.toContain("s3cret");
  });
});

describe("scripts of websites", () => {
  const preflight = {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  };

  it("are let in from CORS_ORIGINS, and from nowhere else", async () => {
    await using env = await startTestEnv({
      CORS_ORIGINS: "https://app.example, http://localhost:3000",
      ROUTER_SECRET: "s3cret",
    });
    const asked = await fetch(env.url, preflight);
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(asked.headers.get("access-control-allow-methods")).toBe("POST");
    const from = (origin: string): Promise<GraphqlResponse> =>
      env.query("{ __typename }", { headers: { origin, "x-router-secret": "s3cret" } });
    const { headers } = await from("http://localhost:3000");
    expect(headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(headers.get("vary")).toBe("Authorization, Origin");
    expect((await from("https://evil.example")).headers.has("access-control-allow-origin")).toBe(false);
    expect((await from("https://app.example.evil.example")).headers.has("access-control-allow-origin")).toBe(
      false,
    );
  });

  it("are let in from nowhere without it", async () => {
    await using env = await startTestEnv();
    const asked = await fetch(env.url, preflight);
    expect({ status: asked.status, allow: asked.headers.get("access-control-allow-origin") }).toEqual({
      status: 405,
      allow: null,
    });
    const { headers } = await env.query("{ __typename }", { headers: { origin: "https://app.example" } });
    expect(headers.has("access-control-allow-origin")).toBe(false);
  });
});
