import { describe, expect, it } from "vitest";
import { Failure, type FailureCode } from "../../../src/lib/failure.js";
import { Secret } from "../../../src/lib/secret.js";
import type { Caller } from "../../../src/metadata/caller.js";
import { createVisibilityCache } from "../../../src/replica/source/visibility-cache.js";
import { createTestClock } from "../../support/test-clock.js";

const callerWith = (token: string): Caller => ({
  id: "eve",
  accessToken: new Secret(token),
  clientId: undefined,
  roles: new Map(),
  hasOnlyIdToken: false,
  hasMetadataScope: undefined,
  metadataClaim: undefined,
});
const asking = {
  credential: "service",
  scope: { requestId: "1", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 },
  signal: new AbortController().signal,
} as const;
const anHourMs = 3_600_000;

/** Shown ada and then, when asked about ada and bob, refused. */
async function shownThenRefused(code: FailureCode): Promise<readonly string[]> {
  let isRefused = false;
  const shownOwners = createVisibilityCache(
    (ids) => (isRefused ? Promise.reject(new Failure(code, "No.")) : Promise.resolve(new Set(ids))),
    anHourMs,
    createTestClock(),
  );
  const caller = callerWith("a");
  await shownOwners.visibleTo(caller, ["ada"], asking);
  isRefused = true;
  const shown = await shownOwners.visibleTo(caller, ["ada", "bob"], asking);
  expect(shownOwners.cached(caller, ["ada"])).toEqual(shown);
  return [...shown];
}

describe("whom a token was shown", () => {
  it.each(["UNAUTHENTICATED", "FORBIDDEN", "INSUFFICIENT_SCOPE"] as const)(
    "is forgotten when ZITADEL says %s to it",
    async (code) => {
      expect(await shownThenRefused(code)).toEqual([]);
    },
  );

  it.each(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT", "OVERLOADED"] as const)(
    "is remembered when ZITADEL does not say: %s",
    async (code) => {
      expect(await shownThenRefused(code)).toEqual(["ada"]);
    },
  );

  it("is nothing to another token", async () => {
    const shownOwners = createVisibilityCache(
      (ids) => Promise.resolve(new Set(ids)),
      anHourMs,
      createTestClock(),
    );
    await shownOwners.visibleTo(callerWith("a"), ["ada"], asking);
    expect([...shownOwners.cached(callerWith("b"), ["ada"])]).toEqual([]);
  });
});
