import { beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, queryEntities, setUserMetadata } from "../../support/query.js";
import { routes } from "../../support/zitadel-calls.js";
import { readMetrics } from "../../support/observability.js";
import { useTestEnv } from "../../support/test-env.js";

/** Reached only by a test that hangs. */
const pollOptions = { timeout: 60_000 };

describe("coalescing of concurrent reads with API v2", { tags: ["embedded"] }, () => {
  const env = useTestEnv({
    ZITADEL_API_VERSION: "v2",
    TOKEN_CACHE_TTL_MS: "30000",
  });
  let userId: string;
  beforeAll(async () => {
    userId = (await env.addPerson({ metadata: { plan: "gold" } })).id;
    // Caches the checks of both tokens.
    await read(env.pat("manager"));
    await read(env.pat("instance-manager"));
    env.takeCalls();
  });

  const read = (token: string, selection = "metadata { value }"): Promise<GraphqlResponse> =>
    queryEntities(env, [userId], selection, { token });
  const dataOf = ({ data }: GraphqlResponse): unknown => data;
  const gold = { _entities: [{ metadata: [{ value: "gold" }] }] };
  const coalescedCalls = async (): Promise<number> =>
    (await readMetrics(env)).get('user_metadata_upstream_coalesced_total{operation="list"}') ?? 0;

  it("makes one call for concurrent reads of the same user with the same token", async () => {
    const held = env.emulator.holdNext(routes.list);
    const first = read(env.pat("manager"));
    await held.arrived;
    const before = await coalescedCalls();
    const others = [read(env.pat("manager")), read(env.pat("manager"), "metadata { value }")];
    await expect.poll(coalescedCalls, pollOptions).toBe(before + 2);
    held.release();
    expect((await Promise.all([first, ...others])).map(dataOf)).toEqual([gold, gold, gold]);
    expect(env.takeCalls()).toEqual({ list: 1 });
  });

  it("makes separate calls for different tokens, even with the same permissions", async () => {
    const held = env.emulator.holdNext(routes.list);
    const first = read(env.pat("manager"));
    await held.arrived;
    expect(dataOf(await read(env.pat("instance-manager")))).toEqual(gold);
    held.release();
    expect(dataOf(await first)).toEqual(gold);
    expect(env.takeCalls()).toEqual({ list: 2 });
  });

  it("fails all waiting requests and logs a line for each", async () => {
    env.emulator.clearCalls();
    env.emulator.failNext(routes.list, "hang");
    const first = read(env.pat("manager"));
    await expect.poll(() => env.emulator.calls, pollOptions).toHaveLength(1);
    const before = await coalescedCalls();
    const second = read(env.pat("manager"));
    await expect.poll(coalescedCalls, pollOptions).toBe(before + 1);
    const responses = await env.clock.run(Promise.all([first, second]));
    expect(responses.map(({ codes }) => codes)).toEqual([["UPSTREAM_TIMEOUT"], ["UPSTREAM_TIMEOUT"]]);
    expect(env.takeCalls()).toEqual({ list: 1 });
    for (const { headers } of responses) {
      const id = headers.get("x-request-id") ?? "";
      expect(env.log.filter((line) => line.includes("UPSTREAM_TIMEOUT") && line.includes(id))).not.toEqual(
        [],
      );
    }
  });

  it("does not join an earlier read after a write that was confirmed by reading it back", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const other = env.pat("instance-manager");
    const readPerson = async (): Promise<unknown> =>
      (await queryEntities(env, [id], "metadata { value }", { token: other })).data;
    const write = env.emulator.holdNext(routes.set);
    const writing = setUserMetadata(env, env.pat("manager"), id, [{ key: "plan", value: "iron" }]);
    await write.arrived;
    const readBack = env.emulator.holdNext(routes.list);
    await env.clock.run(readBack.arrived);
    const before = env.emulator.holdNext(routes.list, { afterCommit: true });
    const first = readPerson();
    await before.arrived;
    write.release();
    await expect
      .poll(() => env.emulator.getMetadata(id).get("plan"), pollOptions)
      .toEqual(Buffer.from("iron"));
    readBack.release();
    expect((await writing).codes).toEqual([]);
    expect(await readPerson()).toEqual({ _entities: [{ metadata: [{ value: "iron" }] }] });
    before.release();
    await first;
  });

  it("does not join an earlier read once a write to the user has started or finished", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const readPerson = async (): Promise<unknown> =>
      (await queryEntities(env, [id], "metadata { value }", { token: env.pat("manager") })).data;
    const withValue = (value: string): unknown => ({ _entities: [{ metadata: [{ value }] }] });
    const before = env.emulator.holdNext(routes.list, { afterCommit: true });
    const first = readPerson();
    await before.arrived;
    const write = env.emulator.holdNext(routes.set, { afterCommit: true });
    const writing = setUserMetadata(env, env.pat("manager"), id, [{ key: "plan", value: "iron" }]);
    await write.arrived;
    const during = env.emulator.holdNext(routes.list, { afterCommit: true });
    const second = readPerson();
    await during.arrived;
    write.release();
    expect((await writing).codes).toEqual([]);
    expect(await readPerson()).toEqual(withValue("iron"));
    before.release();
    during.release();
    expect([await first, await second]).toEqual([withValue("gold"), withValue("iron")]);
  });
});
