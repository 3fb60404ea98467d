import { afterAll, beforeAll, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";

// What a browser asks before a single-page application may call.

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

const origin = "http://localhost:5173";

test.each([
  ["/oauth/v2/token", "POST", "content-type"],
  ["/oidc/v1/userinfo", "GET", "authorization"],
  ["/zitadel.user.v2.UserService/ListUserMetadata", "POST", "authorization,content-type"],
])("a page of another origin may call %s", async (path, method, headers) => {
  const answer = await fetch(emulator.issuer + path, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": headers,
    },
  });
  expect(answer.ok).toBe(true);
  expect([origin, "*"]).toContain(answer.headers.get("access-control-allow-origin"));
  expect(answer.headers.get("access-control-allow-methods")).toContain(method);
  const allowed = (answer.headers.get("access-control-allow-headers") ?? "").toLowerCase();
  for (const header of headers.split(",")) expect(allowed).toContain(header);
});

test("a page of another origin may read what it is answered, refusals too", async () => {
  const answer = await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { headers: { origin } });
  expect(answer.status).toBe(401);
  expect([origin, "*"]).toContain(answer.headers.get("access-control-allow-origin"));
});
