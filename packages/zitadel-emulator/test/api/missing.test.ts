import { connect } from "node:http2";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { exchange } from "../zitadel/exchange.js";
import { call, setUpEmulator, zitadel } from "./emulator.js";

setUpEmulator();

describe("methods that the emulator does not have", () => {
  it.each([
    ["POST", "/v2/users/1/passkeys"],
    ["POST", "/v2/organizations/_search"],
    ["GET", "/management/v1/orgs/me"],
    ["POST", "/admin/v1/orgs/_search"],
    ["GET", "/ui/console"],
    ["GET", "/saml/v2/metadata"],
  ])("responds to %s %s with unimplemented and a list", async (method, path) => {
    expect(await call(path, {}, method)).toMatchObject({
      status: 501,
      body: { code: 12, message: expect.stringMatching(/^The emulator does not have .* It has /) },
    });
  });

  it.each([
    "zitadel.user.v2.UserService/ListPasskeys",
    "zitadel.org.v2.OrganizationService/ListOrganizations",
  ])("responds to %s through Connect with unimplemented and a list", async (method) => {
    expect(await call(`/${method}`, {})).toMatchObject({
      status: 501,
      body: {
        code: "unimplemented",
        message: expect.stringMatching(/^The emulator does not have .* It has /),
      },
    });
  });

  it.each([
    ["POST", "/v2/users/1/nothing", 404, { code: 5, message: "Not Found" }],
    ["PUT", "/v2/users/1/metadata", 405, { code: 12, message: "Method Not Allowed" }],
    ["POST", "/zitadel.user.v2.UserService/NoSuchMethod", 404, "404 page not found\n"],
  ])(
    "responds to %s %s, which ZITADEL does not have either, as ZITADEL does",
    async (method, path, status, body) => {
      expect(await call(path, {}, method)).toMatchObject({ status, body });
    },
  );

  it("explains that version 1 is not available through Connect", async () => {
    expect(await call("/zitadel.auth.v1.AuthService/ListMyMetadata", {})).toMatchObject({
      status: 404,
      body: expect.stringContaining("through REST and gRPC only"),
    });
  });
});

describe("discovery", () => {
  it("names only endpoints that exist", async () => {
    const { body } = await exchange(zitadel.issuer, { path: "/.well-known/openid-configuration" });
    const endpoints = Object.entries(z.record(z.string(), z.unknown()).parse(body)).flatMap(
      ([name, value]) =>
        (name.endsWith("_endpoint") || name === "jwks_uri") && typeof value === "string" ? [value] : [],
    );
    expect(endpoints).toHaveLength(8);
    for (const endpoint of endpoints) {
      const { status } = await exchange(zitadel.issuer, { path: new URL(endpoint).pathname });
      expect([endpoint, status]).toEqual([endpoint, expect.toSatisfy((it) => it !== 404 && it !== 501)]);
    }
  });

  it("rejects device authorization for applications without this grant", async () => {
    const body = new URLSearchParams({ client_id: zitadel.directory.app("spa") });
    const response = await fetch(`${zitadel.issuer}/oauth/v2/device_authorization`, { method: "POST", body });
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        error: "unauthorized_client",
        error_description: expect.stringContaining("client missing grant type"),
      },
    ]);
  });
});

describe("HTTP/2 without TLS", () => {
  it("serves all endpoints on the port of HTTP/1.1", async () => {
    const session = connect(zitadel.issuer);
    const stream = session.request({ ":path": "/debug/healthz" });
    expect(await text(stream)).toBe("ok");
    session.close();
  });

  it("rejects an unknown authority, like an unknown host", async () => {
    const session = connect(zitadel.issuer);
    const stream = session.request({ ":path": "/v2/users/1", ":authority": "unknown.example" });
    expect(await text(stream)).toContain("Instance not found");
    session.close();
  });
});
