import { expect, it, vi } from "vitest";
import { createCachedCheck } from "../../src/auth/cached-check.js";
import { rejectToken, type TokenCheck } from "../../src/auth/token-check.js";
import { Secret } from "../../src/lib/secret.js";
import { createTestClock } from "../support/test-clock.js";

it("keeps the result of a valid token while clients send thousands of invalid ones", async () => {
  const accessToken = new Secret("valid");
  const caller = {
    id: "1",
    accessToken,
    clientId: undefined,
    roles: new Map(),
    hasMetadataScope: undefined,
    metadataClaim: undefined,
    hasOnlyIdToken: false,
  };
  const check = vi.fn<TokenCheck>((token) =>
    token.reveal() === "valid"
      ? Promise.resolve({ caller, expiresAt: undefined })
      : Promise.reject(rejectToken("is unknown")),
  );
  const selected = { method: "introspection", check, ttlMs: 60_000 } as const;
  const authenticate = createCachedCheck({
    select: () => selected,
    onCheck: () => undefined,
    clock: createTestClock(),
  });
  await authenticate(accessToken, false);
  for (let n = 0; n <= 10_000; n++) {
    await expect(authenticate(new Secret(`invalid ${n}`), false)).rejects.toThrow("is unknown");
  }
  check.mockClear();
  expect(await authenticate(new Secret("valid"), false)).toBe(caller);
  expect(check).not.toHaveBeenCalled();
});
