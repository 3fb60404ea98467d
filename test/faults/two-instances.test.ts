import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { type App, createApp } from "../../src/app/create-app.js";
import { createRandom } from "../property/random.js";
import { readGraphqlResponse } from "../support/graphql-response.js";
import { routes } from "../support/call-kinds.js";
import { toSubgraphEnv, startTestEnv, type TestEnv } from "../support/test-env.js";

const mutation =
  "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { entries { key } } }";
/** What an operator has who sets nothing: elsewhere tests switch it off. */
const variables = { UPSTREAM_RETRIES: undefined, TOKEN_CACHE_TTL_MS: undefined, LOG_LEVEL: "silent" };

/** Sets a key through one of the instances; the codes of what went wrong. */
async function set(env: TestEnv, url: string, userId: string, key: string, value: string): Promise<string[]> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${env.zitadel.directory.personalAccessToken("manager")}`,
    },
    body: JSON.stringify({ query: mutation, variables: { input: { userId, entries: [{ key, value }] } } }),
  });
  return [...(await readGraphqlResponse(response)).codes];
}

/** Another instance, with the same clock. */
function startOther({ zitadel, clock }: TestEnv): Promise<App> {
  const config = readConfig({ ...toSubgraphEnv(zitadel), ...variables });
  return createApp(config, pino({ level: "silent" }), { clock });
}

function textsOf(env: TestEnv, userId: string): Record<string, string> {
  const entries = [...env.emulator.getMetadata(userId)];
  return Object.fromEntries(entries.map(([key, bytes]) => [key, Buffer.from(bytes).toString()]));
}

describe("two instances that write to one user", { tags: ["embedded"] }, () => {
  it("write again what ZITADEL refused because the other one wrote at that moment", async () => {
    await using env = await startTestEnv(variables);
    await using other = await startOther(env);
    const { id } = await env.addPerson();
    const held = env.emulator.holdNext(routes.set, { conflicts: true });
    const first = set(env, env.url, id, "one", "1");
    await held.arrived;
    const second = set(env, other.url, id, "two", "2");
    // The second was refused, and comes again.
    await expect.poll(() => conflictsOf(env), { timeout: 60_000, interval: 1 }).toBeGreaterThan(0);
    held.release();
    expect(await env.clock.run(Promise.all([first, second]))).toEqual([[], []]);
    expect(textsOf(env, id)).toEqual({ one: "1", two: "2" });
  });

  it.each([1, 2, 3])("lose nothing where their writes overlap at random (seed %i)", async (seed) => {
    await using env = await startTestEnv(variables);
    await using other = await startOther(env);
    const random = createRandom(seed);
    const urls = [env.url, other.url];
    const { id } = await env.addPerson();
    // Three arrive, are in the way of what the other instance sends, and are carried out after that: fewer than a write may meet.
    for (let n = 0; n < 3; n++) {
      const mostTurns = n === 0 ? Infinity : 5 + random.below(50);
      env.emulator.failNext(routes.set, { until: () => conflict(env, mostTurns), conflicts: true });
      env.emulator.failNext(routes.set, { until: () => turn() }, 1 + random.below(3));
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
    const { shared, ...rest } = textsOf(env, id);
    const own = writes.filter(({ key }) => key !== "shared");
    expect(rest).toEqual(Object.fromEntries(own.map(({ key, value }) => [key, value])));
    expect(writes.filter(({ key }) => key === "shared").map(({ value }) => value)).toContain(shared);
    // Otherwise it would not have been about conflicts.
    expect(conflictsOf(env)).toBeGreaterThan(0);
  });
});

function conflictsOf({ emulator }: TestEnv): number {
  return emulator.calls.filter(({ status }) => status === 500).length;
}

/** Until somebody meets a conflict, or for so many turns of the event loop, in which other requests come and are answered. */
async function conflict(env: TestEnv, mostTurns: number): Promise<void> {
  const before = conflictsOf(env);
  for (let n = 0; n < mostTurns && conflictsOf(env) === before; n++) await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
