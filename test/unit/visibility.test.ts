import { describe, expect, it } from "vitest";
import { Failure, type FailureCode } from "../../src/lib/failure.js";
import { Secret } from "../../src/lib/secret.js";
import type { Caller } from "../../src/metadata/caller.js";
import type { Visibility } from "../../src/metadata/visibility.js";
import { createVisibility } from "../../src/zitadel/users/visibility.js";
import { createTestClock } from "../support/test-clock.js";

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

function createVisibilityOf(
  listReadable: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
): Visibility {
  const canListReadable = (): Promise<boolean> => Promise.resolve(true);
  return createVisibility({ listReadable, canListReadable }, hourMs, createTestClock());
}

/** Queries ada, and then ada and bob with a failure; the ids that are cached afterwards. */
async function cachedAfterFailure(code: FailureCode): Promise<readonly string[]> {
  let fails = false;
  const visibility = createVisibilityOf((ids) =>
    fails ? Promise.reject(new Failure(code, "No.")) : Promise.resolve(new Set(ids)),
  );
  const caller = callerWith("a");
  await visibility.visibleTo(caller, ["ada"], callOptions);
  fails = true;
  await expect(visibility.visibleTo(caller, ["ada", "bob"], callOptions)).rejects.toMatchObject({ code });
  return [...visibility.cached(caller, ["ada"])];
}

describe("the cache of visible users", () => {
  it.each(["UNAUTHENTICATED", "FORBIDDEN", "INSUFFICIENT_SCOPE"] as const)(
    "drops the cached users of a token when ZITADEL returns %s",
    async (code) => {
      expect(await cachedAfterFailure(code)).toEqual([]);
    },
  );

  it.each(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT", "OVERLOADED"] as const)(
    "keeps the cached users of a token after the temporary failure %s",
    async (code) => {
      expect(await cachedAfterFailure(code)).toEqual(["ada"]);
    },
  );

  it("does not share cached users between tokens", async () => {
    const visibility = createVisibilityOf((ids) => Promise.resolve(new Set(ids)));
    await visibility.visibleTo(callerWith("a"), ["ada"], callOptions);
    expect([...visibility.cached(callerWith("b"), ["ada"])]).toEqual([]);
  });

  it("queries users again that were not visible", async () => {
    const created = new Set<string>();
    const visibility = createVisibilityOf(() => Promise.resolve(created));
    const caller = callerWith("a");
    expect([...(await visibility.visibleTo(caller, ["ada"], callOptions))]).toEqual([]);
    created.add("ada");
    expect([...(await visibility.visibleTo(caller, ["ada"], callOptions))]).toEqual(["ada"]);
  });
});
