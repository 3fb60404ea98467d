import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { setUserMetadata } from "../../support/mutations.js";
import { readMetrics } from "../../support/read-metrics.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

/** Only a test that hangs gets there. */
const patience = { timeout: 60_000 };

describe("reads under way, by the API v2", { tags: ["embedded"] }, () => {
  let env: TestEnv;
  let manager: string;
  let owner: string;
  beforeAll(async () => {
    env = await startTestEnv({
      ZITADEL_API_VERSION: "v2",
      TOKEN_CACHE_TTL_MS: "30000",
    });
    manager = env.zitadel.directory.personalAccessToken("manager");
    owner = (await env.addPerson({ metadata: { plan: "gold" } })).id;
    // From here on nobody's token has to be asked about.
    await read(manager);
    await read(env.zitadel.directory.personalAccessToken("instance-manager"));
    env.takeCalls();
  });
  afterAll(() => env[Symbol.asyncDispose]());

  const read = (token: string, selection = "metadata { value }"): Promise<GraphqlResponse> =>
    queryEntities(env, [owner], selection, { token });
  const valuesIn = ({ data }: GraphqlResponse): unknown => data;
  const gold = { _entities: [{ metadata: [{ value: "gold" }] }] };
  const joined = async (): Promise<number> =>
    (await readMetrics(env)).get('user_metadata_upstream_coalesced_total{operation="list"}') ?? 0;

  it("are one call for all requests that want the same with the same token", async () => {
    const held = env.emulator.holdNext(routes.list);
    const first = read(manager);
    await held.arrived;
    const before = await joined();
    const others = [read(manager), read(manager, "metadata { value }")];
    await expect.poll(joined, patience).toBe(before + 2);
    held.release();
    expect((await Promise.all([first, ...others])).map(valuesIn)).toEqual([gold, gold, gold]);
    expect(env.takeCalls()).toEqual({ list: 1 });
  });

  it("are of their own for every token, though it may read as much", async () => {
    const held = env.emulator.holdNext(routes.list);
    const first = read(manager);
    await held.arrived;
    expect(valuesIn(await read(env.zitadel.directory.personalAccessToken("instance-manager")))).toEqual(gold);
    held.release();
    expect(valuesIn(await first)).toEqual(gold);
    expect(env.takeCalls()).toEqual({ list: 2 });
  });

  it("fail for all who wait, each with a line of its own in the log", async () => {
    env.emulator.clearCalls();
    env.emulator.failNext(routes.list, "hang");
    const first = read(manager);
    await expect.poll(() => env.emulator.calls, patience).toHaveLength(1);
    const before = await joined();
    const second = read(manager);
    await expect.poll(joined, patience).toBe(before + 1);
    const answers = await env.clock.run(Promise.all([first, second]));
    expect(answers.map(({ codes }) => codes)).toEqual([["UPSTREAM_TIMEOUT"], ["UPSTREAM_TIMEOUT"]]);
    expect(env.takeCalls()).toEqual({ list: 1 });
    for (const { headers } of answers) {
      const id = headers.get("x-request-id") ?? "";
      expect(env.log.filter((line) => line.includes("UPSTREAM_TIMEOUT") && line.includes(id))).not.toEqual(
        [],
      );
    }
  });

  it("are not joined any more after a write that was found to be done only by reading", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const other = env.zitadel.directory.personalAccessToken("instance-manager");
    const readPerson = async (): Promise<unknown> =>
      (await queryEntities(env, [id], "metadata { value }", { token: other })).data;
    const write = env.emulator.holdNext(routes.set);
    const writing = setUserMetadata(env, manager, id, [{ key: "plan", value: "iron" }]);
    await write.arrived;
    const readBack = env.emulator.holdNext(routes.list);
    await env.clock.run(readBack.arrived);
    const before = env.emulator.holdNext(routes.list, { afterCommit: true });
    const first = readPerson();
    await before.arrived;
    write.release();
    await expect.poll(() => env.emulator.getMetadata(id).get("plan"), patience).toEqual(Buffer.from("iron"));
    readBack.release();
    expect((await writing).codes).toEqual([]);
    expect(await readPerson()).toEqual({ _entities: [{ metadata: [{ value: "iron" }] }] });
    before.release();
    await first;
  });

  it("are not joined any more once a write to the owner has begun, nor when it has ended", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const readPerson = async (): Promise<unknown> =>
      (await queryEntities(env, [id], "metadata { value }", { token: manager })).data;
    const of = (value: string): unknown => ({ _entities: [{ metadata: [{ value }] }] });
    const before = env.emulator.holdNext(routes.list, { afterCommit: true });
    const first = readPerson();
    await before.arrived;
    const write = env.emulator.holdNext(routes.set, { afterCommit: true });
    const writing = setUserMetadata(env, manager, id, [{ key: "plan", value: "iron" }]);
    await write.arrived;
    const during = env.emulator.holdNext(routes.list, { afterCommit: true });
    const second = readPerson();
    await during.arrived;
    write.release();
    expect((await writing).codes).toEqual([]);
    expect(await readPerson()).toEqual(of("iron"));
    before.release();
    during.release();
    expect([await first, await second]).toEqual([of("gold"), of("iron")]);
  });
});
