import { describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { readMetrics } from "../../support/read-metrics.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

/** Only a test that hangs gets there. */
const hangs = { timeout: 60_000 };

const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

/** Whose lists ZITADEL was asked for, in this order. */
const asked = (env: TestEnv): (string | undefined)[] =>
  env.emulator.calls.filter(({ path }) => routes.list.test(path)).map(({ userId }) => userId);

const read = (env: TestEnv, owners: readonly string[]): Promise<GraphqlResponse> =>
  queryEntities(env, owners, "metadata { key }", {
    token: env.zitadel.directory.personalAccessToken("manager"),
  });

/** All connections have a call that waits, one unless told otherwise: what comes meanwhile has to wait, too. */
async function withOneHeld(
  variables: Readonly<Record<string, string>>,
  test: (env: TestEnv, first: Promise<GraphqlResponse>, release: () => void) => Promise<void>,
): Promise<void> {
  await using env = await startTestEnv({ UPSTREAM_MAX_CONNECTIONS: "1", ...variables });
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

/** How many calls wait for their turn, and how many were refused one. */
async function isInLine(env: TestEnv, queued: number, refused = 0): Promise<void> {
  const line = async (): Promise<unknown> => {
    const metrics = await readMetrics(env);
    const overloaded = metrics.get('user_metadata_upstream_rejected_total{operation="list"}') ?? 0;
    return [metrics.get("user_metadata_upstream_queue_length"), overloaded];
  };
  await expect.poll(line, hangs).toEqual([queued, refused]);
}

describe("calls that wait for their turn", { tags: ["embedded"] }, () => {
  it("have it request by request, so that a page of many does not keep the others waiting", async () => {
    await withOneHeld({}, async (env, first, release) => {
      const second = read(env, ids("b", 2));
      // One of the first request's and both of the second's.
      await isInLine(env, 3);
      release();
      expect([(await first).codes, (await second).codes]).toEqual([[], []]);
      const order = asked(env).join(" ");
      expect(["a0 a1 b0 a2 b1 a3 a4 a5", "a0 b0 a1 b1 a2 a3 a4 a5"]).toContain(order);
    });
  });

  it("do not keep tokens from being checked", async () => {
    await withOneHeld({}, async (env) => {
      const { data } = await env.query("{ me { id } }", { token: await env.login("road-runner") });
      expect(data).toEqual({ me: { id: env.zitadel.directory.user("road-runner") } });
    });
  });

  it("are refused with OVERLOADED when there are more than UPSTREAM_MAX_QUEUE, and never made", async () => {
    await withOneHeld({ UPSTREAM_MAX_QUEUE: "3" }, async (env, first, release) => {
      const others: Promise<GraphqlResponse>[] = [];
      for (let n = 0; n < 4; n++) {
        others.push(read(env, [`b${n}`]));
        // One of the first request's and two others wait.
        await isInLine(env, Math.min(n + 2, 3), Math.max(n - 1, 0));
      }
      release();
      const codes = (await Promise.all(others)).map((answer) => answer.codes);
      expect(codes).toEqual([[], [], ["OVERLOADED"], ["OVERLOADED"]]);
      expect((await first).codes).toEqual([]);
      expect(asked(env).sort()).toEqual(["a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1"]);
    });
  });

  it("make room, where one request has the whole queue, for another one's first", async () => {
    const variables = { UPSTREAM_MAX_CONNECTIONS: "2", UPSTREAM_MAX_QUEUE: "2" };
    await withOneHeld(variables, async (env, first, release) => {
      const second = read(env, ["b0"]);
      await isInLine(env, 2, 1);
      release();
      expect((await second).codes).toEqual([]);
      expect((await first).codes).toEqual(["OVERLOADED"]);
    });
  });

  it("are OVERLOADED when the request's time is over before their turn, while calls under way time out", async () => {
    await using env = await startTestEnv({ UPSTREAM_MAX_CONNECTIONS: "1", REQUEST_TIMEOUT_MS: "1000" });
    env.emulator.clearCalls();
    env.emulator.failNext(routes.list, "hang", Number.POSITIVE_INFINITY);
    const reading = read(env, ids("a", 6));
    // The first one has nine tenths of the time, the second one the rest.
    await expect.poll(() => asked(env), hangs).toEqual(["a0"]);
    await env.clock.advance(900);
    await expect.poll(() => asked(env), hangs).toEqual(["a0", "a1"]);
    await env.clock.advance(100);
    const { codes } = await reading;
    expect(codes).toEqual([
      ...Array<string>(2).fill("UPSTREAM_TIMEOUT"),
      ...Array<string>(4).fill("OVERLOADED"),
    ]);
    expect(asked(env)).toEqual(["a0", "a1"]);
  });
});
