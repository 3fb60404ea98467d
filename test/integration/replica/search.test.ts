import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { setUserMetadata } from "../../support/query.js";
import { type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { routes } from "../../support/zitadel-calls.js";
import { allowSearch, findIds, findPage, type UserPage } from "./search-queries.js";

const findOne = "query ($key: String!, $value: String!) { userByMetadata(key: $key, value: $value) { id } }";

describe.each(["v2", "v1"])("search with a replica in memory and API %s", { tags: ["embedded"] }, (api) => {
  let env: ReplicaEnv;
  const ids: string[] = [];
  const long = "long ".repeat(100);
  const token = (): string => env.pat("manager");
  beforeAll(async () => {
    env = await startReplicaEnv((zitadel) => ({
      ...allowSearch(zitadel),
      ZITADEL_API_VERSION: api,
    }));
    for (let n = 0; n < 5; n++) {
      const metadata = { contract: `A${n}`, team: n < 3 ? "red" : "blue", ...(n === 0 && { note: long }) };
      ids.push((await env.addPerson({ metadata })).id);
    }
    await env.catchUp();
    return () => env[Symbol.asyncDispose]();
  });
  const sorted = (...indexes: readonly number[]): unknown => indexes.map((n) => ids[n]).sort();

  it("finds users without a call for the search", async () => {
    env.takeCalls();
    expect(await findIds(env, token(), [{ key: "team", equals: "red" }])).toEqual(sorted(0, 1, 2));
    expect(env.takeRequestCalls()).toEqual({ introspect: 1 });
    expect(await findIds(env, token(), [{ key: "team", exists: true }])).toEqual(sorted(0, 1, 2, 3, 4));
    const both = [
      { key: "team", equals: "red" },
      { key: "contract", in: ["A1", "A4", "A2"] },
    ];
    expect(await findIds(env, token(), both)).toEqual(sorted(1, 2));
    expect(
      await findIds(env, token(), [
        { key: "team", equals: "red" },
        { key: "note", exists: false },
      ]),
    ).toEqual(sorted(1, 2));
  });

  it("finds a value of more than 200 bytes", async () => {
    const variables = { key: "note", value: long };
    const { data, codes } = await env.query(findOne, { token: token(), variables });
    expect({ data, codes }).toEqual({ data: { userByMetadata: { id: ids[0] } }, codes: [] });
  });

  it("finds a user by a value that was just written through the subgraph, and not by the old one", async () => {
    const [id = ""] = ids;
    const value = randomUUID();
    await setUserMetadata(env, token(), id, [{ key: "fresh", value }]);
    const find = (text: string): Promise<unknown> => findIds(env, token(), [{ key: "fresh", equals: text }]);
    expect(await find(value)).toEqual([id]);
    await setUserMetadata(env, token(), id, [{ key: "fresh", value: "other" }]);
    expect(await find(value)).toEqual([]);
    expect(await find("other")).toEqual([id]);
  });

  it("follows changes made in ZITADEL", async () => {
    const { id } = await env.addPerson({ metadata: { changing: "before" } });
    await env.catchUp();
    const find = (text: string): Promise<unknown> =>
      findIds(env, token(), [{ key: "changing", equals: text }]);
    expect(await find("before")).toEqual([id]);
    await write(env.emulator, id, { changing: "after" });
    await env.catchUp();
    expect(await find("before")).toEqual([]);
    expect(await find("after")).toEqual([id]);
    await write(env.emulator, id, { changing: "" });
    await env.catchUp();
    expect(await find("after")).toEqual([]);
  });

  it("resolves entities by the second key without a call", async () => {
    const text = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on User { id contractNumber } }
    }`;
    const representations = ["A3", "missing", "A0"].map((contractNumber) => ({
      __typename: "User",
      contractNumber,
    }));
    env.takeCalls();
    const { data } = await env.query(text, { token: token(), variables: { representations } });
    expect(data).toEqual({
      _entities: [{ id: ids[3], contractNumber: "A3" }, null, { id: ids[0], contractNumber: "A0" }],
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1 });
  });
});

it("returns pages of a value that more than 1,000 users have", { tags: ["embedded"] }, async () => {
  await using env = await startReplicaEnv((zitadel) => ({ ...allowSearch(zitadel) }));
  const ids: string[] = [];
  for (let n = 0; n < 1200; n++) {
    ids.push(
      env.emulator.addUser(`many-${n}`, { metadata: { tier: "gold", ...(n % 400 === 0 && { rare: "1" }) } }),
    );
  }
  await env.catchUp();
  const token = env.pat("manager");
  const where = [{ key: "tier", equals: "gold" }];
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const result: UserPage = await findPage(env, token, {
      where,
      first: 100,
      after,
    });
    found.push(...result.nodes.map(({ id }) => id));
    if (!result.hasNextPage) break;
    after = result.endCursor;
  }
  expect(found).toEqual(ids.toSorted());
  const rare = [...where, { key: "rare", exists: true }];
  expect(await findIds(env, token, rare)).toEqual(ids.filter((_, n) => n % 400 === 0).sort());
});

it("searches in ZITADEL while the replica is built", { tags: ["embedded"] }, async () => {
  await using env = await startReplicaEnv((zitadel) => ({
    ...allowSearch(zitadel),
    ZITADEL_API_VERSION: "v2",
    REPLICA_MAX_LAG_MS: "1000",
  }));
  const { id } = await env.addPerson({ metadata: { contract: "new" } });
  env.emulator.failNext(routes.events, { status: 503 }, Number.POSITIVE_INFINITY);
  await env.clock.until(async () => (await env.replica()).state === "lagging");
  env.takeCalls();
  expect(await findIds(env, env.pat("manager"), [{ key: "contract", equals: "new" }])).toEqual([id]);
  expect(env.takeRequestCalls()).toMatchObject({ listUsers: 1, list: 1 });
});
