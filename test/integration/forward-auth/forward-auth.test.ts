import { describe, expect, it } from "vitest";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";
import { fetchRaw, sendRaw } from "../http/send-raw.js";
import { check, toResult } from "./check.js";

const keys = { FORWARD_AUTH_KEYS: "plan,preferences.theme,contract" };

describe("GET /forward-auth", () => {
  const env = useTestEnv(keys);

  it("returns the caller's id and one header per key that exists", async () => {
    const { name, id } = await env.addPerson({
      metadata: { plan: "gold", "preferences.theme": "dark", other: "not listed" },
    });
    const { status, headers, caller } = await check(env, await env.login(name));
    expect({ status, caller }).toEqual({
      status: 204,
      caller: {
        "x-user-id": id,
        "x-user-metadata-plan": "gold",
        "x-user-metadata-preferences-theme": "dark",
      },
    });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("vary")).toBe("Authorization");
  });

  it("returns the id alone for a caller without metadata", async () => {
    const { name, id } = await env.addPerson();
    const { status, caller } = await check(env, await env.login(name));
    expect({ status, caller }).toEqual({ status: 204, caller: { "x-user-id": id } });
  });

  it.each([
    ["no token", {}, "Bearer"],
    ["an unknown token", { authorization: "Bearer unknown" }, 'Bearer error="invalid_token"'],
    ["another scheme", { authorization: "Basic dTpw" }, 'Bearer error="invalid_token"'],
    ["a token in a cookie", { cookie: "authorization=Bearer%20token; access_token=token" }, "Bearer"],
  ])("rejects a request with %s", async (_, headers, challenge) => {
    const response = await check(env, undefined, { headers });
    expect(response).toMatchObject({ status: 401, caller: {} });
    expect(response.headers.get("www-authenticate")).toBe(challenge);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("rejects two Authorization headers even if both are valid", async () => {
    const authorization = `authorization: Bearer ${await env.login("road-runner")}\r\n`;
    const request = `GET /forward-auth HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${authorization}${authorization}\r\n`;
    expect(await sendRaw(env.url, request)).toMatchObject({ status: 401, codes: ["UNAUTHENTICATED"] });
  });

  it("rejects a token without the scopes to read metadata, and names a scope", async () => {
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const response = await check(env, await env.login(name, { scope: "openid" }));
    expect(response).toMatchObject({ status: 403, caller: {} });
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer error="insufficient_scope", scope="urn:zitadel:iam:user:metadata"',
    );
  });

  it("serves HEAD", async () => {
    const { name, id } = await env.addPerson();
    const { status, caller } = await check(env, await env.login(name), { method: "HEAD" });
    expect({ status, caller }).toEqual({ status: 204, caller: { "x-user-id": id } });
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("rejects %s even with a token", async (method) => {
    const { status, headers, caller } = await check(env, await env.login("road-runner"), { method });
    expect({ status, caller }).toEqual({ status: 405, caller: {} });
    expect(headers.get("allow")).toBe("GET, HEAD");
  });

  it("ignores headers that describe the body of the original request", async () => {
    const token = await env.login("road-runner");
    const request = [
      "GET /forward-auth HTTP/1.1",
      "host: a",
      "connection: close",
      "content-encoding: gzip",
      "content-type: multipart/form-data; boundary=x",
      `authorization: Bearer ${token}`,
    ];
    expect((await fetchRaw(env.url, [...request, "", ""].join("\r\n"))).status).toBe(204);
  });
});

describe("GET /forward-auth/*, for Envoy", () => {
  const env = useTestEnv(keys);

  it.each([
    ["GET of the root", "GET", "/"],
    ["POST with a query string", "POST", "/orders?id=1"],
    ["OPTIONS", "OPTIONS", "/orders"],
    ["DELETE of a long path", "DELETE", `/${"long/".repeat(500)}`],
    ["GET of a path with dots", "GET", "/../graphql"],
  ])("returns 200 for %s", async (_, method, path) => {
    const { name, id } = await env.addPerson({ metadata: { plan: "gold" } });
    const authorization = `authorization: Bearer ${await env.login(name)}`;
    const request = `${method} /forward-auth${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: text/html\r\ncontent-length: 0\r\n${authorization}\r\n\r\n`;
    expect(toResult(await fetchRaw(env.url, request))).toMatchObject({
      status: 200,
      caller: { "x-user-id": id, "x-user-metadata-plan": "gold" },
    });
  });

  it("rejects a request without a token", async () => {
    expect(await check(env, undefined, { path: "/forward-auth/orders" })).toMatchObject({
      status: 401,
      caller: {},
    });
  });
});

describe("FORWARD_AUTH_KEYS", () => {
  it("is off by default", async () => {
    await using env = await startTestEnv();
    const token = await env.login("road-runner");
    expect(await check(env, token)).toMatchObject({ status: 404, caller: {} });
    expect(await check(env, token, { path: "/forward-auth/x" })).toMatchObject({ status: 404, caller: {} });
  });

  it("is protected by ROUTER_SECRET", async () => {
    await using env = await startTestEnv({ ...keys, ROUTER_SECRET: "s3cret" });
    const token = await env.login("road-runner");
    for (const path of ["/forward-auth", "/forward-auth/orders"]) {
      expect(await check(env, token, { path })).toMatchObject({ status: 403, caller: {} });
    }
    const authorization = `Bearer ${token}`;
    const headers = { authorization, "x-router-secret": "s3cret" };
    expect(await check(env, undefined, { headers })).toMatchObject({ status: 204 });
  });

  it("rejects preflight requests of browsers, even from allowed origins", async () => {
    await using env = await startTestEnv({ ...keys, CORS_ORIGINS: "https://app.example" });
    const headers = { origin: "https://app.example", "access-control-request-method": "POST" };
    const { status } = await check(env, undefined, { method: "OPTIONS", headers });
    expect(status).toBe(405);
  });
});
