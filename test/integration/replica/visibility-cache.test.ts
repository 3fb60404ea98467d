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
const callOptions = {
  credential: "service",
  scope: { requestId: "1", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 },
  signal: new AbortController().signal,
} as const;
const hourMs = 3_600_000;

/** Queries ada, and then ada and bob with a failure; the ids that are visible afterwards. */
async function visibleAfterFailure(code: FailureCode): Promise<readonly string[]> {
  let fails = false;
  const cache = createVisibilityCache(
    (ids) => (fails ? Promise.reject(new Failure(code, "No.")) : Promise.resolve(new Set(ids))),
    hourMs,
    createTestClock(),
  );
  const caller = callerWith("a");
  await cache.visibleTo(caller, ["ada"], callOptions);
  fails = true;
  const visible = await cache.visibleTo(caller, ["ada", "bob"], callOptions);
  expect(cache.cached(caller, ["ada"])).toEqual(visible);
  return [...visible];
}

describe("the visibility cache", () => {
  it.each(["UNAUTHENTICATED", "FORBIDDEN", "INSUFFICIENT_SCOPE"] as const)(
    "drops the cached users of a token when ZITADEL returns %s",
    async (code) => {
      expect(await visibleAfterFailure(code)).toEqual([]);
    },
  );

  it.each(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT", "OVERLOADED"] as const)(
    "keeps the cached users of a token after the temporary failure %s",
    async (code) => {
      expect(await visibleAfterFailure(code)).toEqual(["ada"]);
    },
  );

  it("does not share cached users between tokens", async () => {
    const cache = createVisibilityCache((ids) => Promise.resolve(new Set(ids)), hourMs, createTestClock());
    await cache.visibleTo(callerWith("a"), ["ada"], callOptions);
    expect([...cache.cached(callerWith("b"), ["ada"])]).toEqual([]);
  });
});
