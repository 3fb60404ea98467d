import { describe, expect, it } from "vitest";
import { type GraphqlResponse, queryEntities } from "../../support/query.js";
import { routes } from "../../support/zitadel-calls.js";
import { readMetrics } from "../../support/observability.js";
import { startTestEnv, type TestEnv, withRules } from "../../support/test-env.js";

/** Reached only by a test that hangs. */
const pollOptions = { timeout: 60_000 };

const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

/** User ids of the list calls to ZITADEL, in order. */
const listedUserIds = (env: TestEnv): (string | undefined)[] =>
  env.emulator.calls.filter(({ path }) => routes.list.test(path)).map(({ userId }) => userId);

const read = (env: TestEnv, userIds: readonly string[]): Promise<GraphqlResponse> =>
  queryEntities(env, userIds, "metadata { key }", {
    token: env.pat("manager"),
  });

/** Runs a test while each connection, by default one, has a pending call. Further calls are queued. */
async function withBusyConnections(
  variables: Readonly<Record<string, string>>,
  test: (env: TestEnv, first: Promise<GraphqlResponse>, release: () => void) => Promise<void>,
): Promise<void> {
  // The users do not exist, which only the service user may know: its reads take one call for each of them.
  const rules = [{ keys: ["*"], read: ["anyone"], as: "service" }];
  await using env = await startTestEnv(
    withRules(() => rules, { UPSTREAM_MAX_CONNECTIONS: "1", ...variables }),
  );
  env.emulator.clearCalls();
  const connections = Number(variables["UPSTREAM_MAX_CONNECTIONS"] ?? "1");
  const held = Array.from({ length: connections }, () => env.emulator.holdNext(routes.list));
  const release = (): void => {
    for (const call of held) call.release();
  };
  const first = read(env, ids("a", 6));
  await Promise.all(held.map(({ arrived }) => arrived));
  await test(env, first, release);
  release();
  await first;
}

/** Waits until this many calls are queued and this many were rejected. */
async function waitForQueue(env: TestEnv, queued: number, rejected = 0): Promise<void> {
  const length = async (): Promise<unknown> => {
    const metrics = await readMetrics(env);
    const rejections = metrics.get('user_metadata_upstream_rejected_total{operation="list"}') ?? 0;
    return [metrics.get("user_metadata_upstream_queue_length"), rejections];
  };
  await expect.poll(length, pollOptions).toEqual([queued, rejected]);
}

describe("queue of calls to ZITADEL", { tags: ["embedded"] }, () => {
  it("schedules calls fairly across requests, so that a large page does not delay a small one", async () => {
    await withBusyConnections({}, async (env, first, release) => {
      const second = read(env, ids("b", 2));
      // One call of the first request and both of the second.
      await waitForQueue(env, 3);
      release();
      expect([(await first).codes, (await second).codes]).toEqual([[], []]);
      const order = listedUserIds(env).join(" ");
      expect(["a0 a1 b0 a2 b1 a3 a4 a5", "a0 b0 a1 b1 a2 a3 a4 a5"]).toContain(order);
    });
  });

  it("does not delay token checks", async () => {
    await withBusyConnections({}, async (env) => {
      const { data } = await env.query("{ me { id } }", { token: await env.login("road-runner") });
      expect(data).toEqual({ me: { id: env.zitadel.directory.user("road-runner") } });
    });
  });

  it("rejects calls above UPSTREAM_MAX_QUEUE with OVERLOADED and never makes them", async () => {
    await withBusyConnections({ UPSTREAM_MAX_QUEUE: "3" }, async (env, first, release) => {
      const others: Promise<GraphqlResponse>[] = [];
      for (let n = 0; n < 4; n++) {
        others.push(read(env, [`b${n}`]));
        // One call of the first request and up to two others are queued.
        await waitForQueue(env, Math.min(n + 2, 3), Math.max(n - 1, 0));
      }
      release();
      const codes = (await Promise.all(others)).map((response) => response.codes);
      expect(codes).toEqual([[], [], ["OVERLOADED"], ["OVERLOADED"]]);
      expect((await first).codes).toEqual([]);
      expect(listedUserIds(env).sort()).toEqual(["a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1"]);
    });
  });

  it("replaces a queued call of the request that fills the queue by the first call of another request", async () => {
    const variables = { UPSTREAM_MAX_CONNECTIONS: "2", UPSTREAM_MAX_QUEUE: "2" };
    await withBusyConnections(variables, async (env, first, release) => {
      const second = read(env, ["b0"]);
      await waitForQueue(env, 2, 1);
      release();
      expect((await second).codes).toEqual([]);
      expect((await first).codes).toEqual(["OVERLOADED"]);
    });
  });

  it("returns OVERLOADED for queued calls and UPSTREAM_TIMEOUT for started ones when the request times out", async () => {
    await using env = await startTestEnv({ UPSTREAM_MAX_CONNECTIONS: "1", REQUEST_TIMEOUT_MS: "1000" });
    env.emulator.clearCalls();
    env.emulator.failNext(routes.list, "hang", Number.POSITIVE_INFINITY);
    const reading = read(env, ids("a", 6));
    // The first call uses 900 ms of the request's time, the second the remaining 100 ms.
    await expect.poll(() => listedUserIds(env), pollOptions).toEqual(["a0"]);
    await env.clock.advance(900);
    await expect.poll(() => listedUserIds(env), pollOptions).toEqual(["a0", "a1"]);
    await env.clock.advance(100);
    const { codes } = await reading;
    expect(codes).toEqual([
      ...Array<string>(2).fill("UPSTREAM_TIMEOUT"),
      ...Array<string>(4).fill("OVERLOADED"),
    ]);
    expect(listedUserIds(env)).toEqual(["a0", "a1"]);
  });
});
