import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { type App, createApp } from "../../src/app/create-app.js";
import { createRandom } from "../property/random.js";
import { createQuery, readGraphqlResponse } from "../support/query.js";
import { routes } from "../support/zitadel-calls.js";
import { startTestEnv, type TestEnv, toSubgraphEnv } from "../support/test-env.js";
import { readDigests, update } from "../support/update.js";

const mutation =
  "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { entries { key } } }";
/** Default settings: other tests disable retries and the token cache. */
const variables = { UPSTREAM_RETRIES: undefined, TOKEN_CACHE_TTL_MS: undefined, LOG_LEVEL: "silent" };

/** Sets a key through one of the subgraphs and returns the error codes. */
async function set(env: TestEnv, url: string, userId: string, key: string, value: string): Promise<string[]> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${env.pat("manager")}`,
    },
    body: JSON.stringify({ query: mutation, variables: { input: { userId, entries: [{ key, value }] } } }),
  });
  return [...(await readGraphqlResponse(response)).codes];
}

/** Starts another subgraph with the same clock, as in another process. */
function startOtherSubgraph({ zitadel, clock }: TestEnv): Promise<App> {
  const config = readConfig({ ...toSubgraphEnv(zitadel), ...variables });
  return createApp(config, pino({ level: "silent" }), { clock });
}

function valuesOf(env: TestEnv, userId: string): Record<string, string> {
  const entries = [...env.emulator.getMetadata(userId)];
  return Object.fromEntries(entries.map(([key, bytes]) => [key, Buffer.from(bytes).toString()]));
}

describe("two processes that write to the same user", { tags: ["embedded"] }, () => {
  it("retry a write that conflicted with the other process's write", async () => {
    await using env = await startTestEnv(variables);
    await using other = await startOtherSubgraph(env);
    const { id } = await env.addPerson();
    const held = env.emulator.holdNext(routes.set, { conflicts: true });
    const first = set(env, env.url, id, "one", "1");
    await held.arrived;
    const second = set(env, other.url, id, "two", "2");
    // ZITADEL has rejected the second write, which is retried.
    await expect.poll(() => countConflicts(env), { timeout: 60_000, interval: 1 }).toBeGreaterThan(0);
    held.release();
    expect(await env.clock.run(Promise.all([first, second]))).toEqual([[], []]);
    expect(valuesOf(env, id)).toEqual({ one: "1", two: "2" });
  });

  it("evaluate digests again after a conflict with the other process's write", async () => {
    await using env = await startTestEnv(variables);
    await using other = await startOtherSubgraph(env);
    const { id } = await env.addPerson({ metadata: { one: "0" } });
    const token = env.pat("manager");
    const { one } = await readDigests(env, token, id);
    const held = env.emulator.holdNext(routes.set, { conflicts: true });
    const first = set(env, env.url, id, "one", "1");
    await held.arrived;
    const second = update({ query: createQuery(other.url) }, token, id, {
      set: [{ key: "one", value: "2", ifDigest: one }],
    });
    await expect.poll(() => countConflicts(env), { timeout: 60_000, interval: 1 }).toBeGreaterThan(0);
    held.release();
    expect(await env.clock.run(first)).toEqual([]);
    expect(await env.clock.run(second)).toMatchObject({ userErrors: [{ code: "VALUE_CHANGED" }] });
    expect(valuesOf(env, id)).toEqual({ one: "1" });
  });

  it.each([1, 2, 3])("lose no write if their writes overlap at random (seed %i)", async (seed) => {
    await using env = await startTestEnv(variables);
    await using other = await startOtherSubgraph(env);
    const random = createRandom(seed);
    const urls = [env.url, other.url];
    const { id } = await env.addPerson();
    // Three writes conflict with writes of the other subgraph before they are applied. A write may be retried
    // after three conflicts.
    for (let n = 0; n < 3; n++) {
      const maxTurns = n === 0 ? Infinity : 5 + random.below(50);
      env.emulator.failNext(routes.set, { until: () => waitForConflict(env, maxTurns), conflicts: true });
      env.emulator.failNext(routes.set, { until: () => nextTurn() }, 1 + random.below(3));
    }
    const writes = Array.from({ length: 24 }, (_, n) => ({
      url: urls[n % 2] ?? "",
      key: n % 3 === 0 ? "shared" : `key-${n}`,
      value: `${n}`,
    }));
    const codes = await env.clock.run(
      Promise.all(writes.map(({ url, key, value }) => set(env, url, id, key, value))),
    );
    expect(codes.flat()).toEqual([]);
    const { shared, ...rest } = valuesOf(env, id);
    const own = writes.filter(({ key }) => key !== "shared");
    expect(rest).toEqual(Object.fromEntries(own.map(({ key, value }) => [key, value])));
    expect(writes.filter(({ key }) => key === "shared").map(({ value }) => value)).toContain(shared);
    // Without a conflict the test would prove nothing.
    expect(countConflicts(env)).toBeGreaterThan(0);
  });
});

function countConflicts({ emulator }: TestEnv): number {
  return emulator.calls.filter(({ status }) => status === 500).length;
}

/** Waits for a conflict, for at most this many turns of the event loop. */
async function waitForConflict(env: TestEnv, maxTurns: number): Promise<void> {
  const before = countConflicts(env);
  for (let n = 0; n < maxTurns && countConflicts(env) === before; n++) await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
