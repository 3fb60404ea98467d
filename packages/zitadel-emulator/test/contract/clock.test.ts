import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { introspection, userinfo } from "./token-claims.js";

let emulator: Emulator;
let userId: string;

beforeEach(async () => {
  emulator = await startEmulator();
  userId = emulator.addUser("tweety", { metadata: { plan: "gold" } });
});
afterEach(() => emulator[Symbol.asyncDispose]());

test("expires tokens by the emulator's clock", async () => {
  const { accessToken } = await emulator.issueTokens("tweety", "spa", "openid");
  expect(await introspection(emulator, accessToken)).toMatchObject({ active: true });
  emulator.advanceClock(12 * 60 * 60 * 1000);
  expect(await introspection(emulator, accessToken)).toEqual({ active: false });
  expect(await userinfo(emulator, accessToken)).toMatchObject({ error: "access_denied" });
});

test("issues tokens with a short lifetime and expired tokens", async () => {
  const scope = "openid";
  const { accessToken: short, expiresIn } = await emulator.issueTokens("tweety", "spa", scope, 60);
  const { accessToken: expired } = await emulator.issueTokens("tweety", "spa-jwt", scope, 0);
  expect(expiresIn).toBe(59);
  expect(await userinfo(emulator, expired)).toMatchObject({ error: "access_denied" });
  expect(await userinfo(emulator, short)).toEqual({ sub: userId });
  emulator.advanceClock(61_000);
  expect(await userinfo(emulator, short)).toMatchObject({ error: "access_denied" });
});
