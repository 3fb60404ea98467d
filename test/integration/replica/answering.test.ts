import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { allAsService } from "../../support/replica-rules.js";
import { type ReplicaWorld, startReplicaWorld } from "../../support/replica-env.js";
import { allScopes } from "../../support/test-env.js";

const page = 50;
const plans = Array.from({ length: page }, (_, n) => ({ metadata: [{ key: "plan", value: `plan ${n}` }] }));

async function addPeople(world: ReplicaWorld): Promise<readonly string[]> {
  const people = await Promise.all(
    plans.map(({ metadata: [entry] }) => world.addPerson({ metadata: { plan: entry?.value ?? "" } })),
  );
  await world.followed();
  world.takeCalls();
  return people.map(({ id }) => id);
}

async function read(world: ReplicaWorld, ids: readonly string[], token: string): Promise<unknown> {
  const { data, errors } = await queryEntities(world, ids, "metadata { key value }", { token });
  expect(errors).toEqual([]);
  return data;
}

/** Callers read as themselves. */
let world: ReplicaWorld;
/** Everybody reads by our own service user. */
let trusting: ReplicaWorld;
beforeAll(async () => {
  [world, trusting] = await Promise.all([startReplicaWorld(), startReplicaWorld(allAsService)]);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await trusting[Symbol.asyncDispose]();
});

describe("users whom the replica knows", { tags: ["embedded"] }, () => {
  it("cost one question: whom of them ZITADEL shows to the caller", async () => {
    const ids = await addPeople(world);
    expect(await read(world, ids, world.zitadel.directory.personalAccessToken("manager"))).toEqual({
      _entities: plans,
    });
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, listUsers: 1 });
  });

  it("cost nothing where a rule has our own service user read", async () => {
    const world = trusting;
    const ids = await addPeople(world);
    expect(await read(world, ids, world.zitadel.directory.personalAccessToken("nobody"))).toEqual({
      _entities: plans,
    });
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1 });
  });

  it("are asked about once for each token, for as long as a token is known", async () => {
    await using world = await startReplicaWorld({ TOKEN_CACHE_TTL_MS: "30000" });
    const ids = await addPeople(world);
    const { personalAccessToken } = world.zitadel.directory;
    await read(world, ids, personalAccessToken("manager"));
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, listUsers: 1 });
    expect(await read(world, ids, personalAccessToken("manager"))).toEqual({ _entities: plans });
    expect(world.takeRequestsCalls()).toEqual({});
    expect(await read(world, ids, personalAccessToken("instance-viewer"))).toEqual({ _entities: plans });
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, listUsers: 1 });
  });

  it("have the dates that ZITADEL lists", async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    const dates = async (token: string): Promise<unknown> =>
      (await queryEntities(world, [id], "metadata { createdAt updatedAt }", { token })).data;
    world.takeCalls();
    const known = await dates(world.zitadel.directory.personalAccessToken("manager"));
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, listUsers: 1 });
    // A caller of whom ZITADEL is not asked whom it shows: an outage of just that.
    world.emulator.failNext(/ListUsers$/, { status: 503 });
    expect(await dates(world.zitadel.directory.personalAccessToken("instance-viewer"))).toEqual(known);
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });
  });

  it("and have nothing, and users whom there are not, are as well known", async () => {
    const world = trusting;
    const { id } = await world.addPerson();
    await world.followed();
    world.takeCalls();
    expect(await read(world, [id, "42"], world.zitadel.directory.personalAccessToken("nobody"))).toEqual({
      _entities: [{ metadata: [] }, { metadata: [] }],
    });
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1 });
  });

  it("count for the limits as ever", async () => {
    await using world = await startReplicaWorld({ MAX_USER_METADATA_BYTES: String(1024 * 1024) });
    const big = "x".repeat(400_000);
    const { id } = await world.addPerson({ metadata: { a: big, b: big, c: big } });
    await world.followed();
    const token = world.zitadel.directory.personalAccessToken("manager");
    const { errors } = await queryEntities(world, [id], "metadata { key }", { token });
    expect(errors).toMatchObject([{ extensions: { code: "REQUEST_TOO_LARGE" } }]);
  });
});

describe("the replica is no way around ZITADEL", { tags: ["embedded"] }, () => {
  it("for users whom ZITADEL does not show to the caller: they are asked for as ever", async () => {
    const mine = await world.addPerson({ metadata: { plan: "mine" } });
    const others = await world.addPerson({ organisation: "globex", metadata: { plan: "theirs" } });
    await world.followed();
    world.takeCalls();
    const { data, errors } = await queryEntities(world, [mine.id, others.id], "metadata { value }", {
      token: world.zitadel.directory.personalAccessToken("manager"),
    });
    expect(data).toEqual({ _entities: [{ metadata: [{ value: "mine" }] }, { metadata: null }] });
    expect(errors).toMatchObject([{ path: ["_entities", 1, "metadata"], extensions: { code: "FORBIDDEN" } }]);
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });
  });

  it("for a token that ZITADEL's APIs do not take", async () => {
    const other = await world.addPerson({ metadata: { plan: "theirs" } });
    const { name } = await world.addPerson();
    const scope = allScopes.replace(" urn:zitadel:iam:org:project:id:zitadel:aud", "");
    const token = await world.login(name, { scope });
    await world.followed();
    const { data, errors } = await queryEntities(world, [other.id], "metadata { value }", { token });
    expect(data).toEqual({ _entities: [{ metadata: null }] });
    expect(errors).toMatchObject([{ extensions: { code: "INSUFFICIENT_SCOPE" } }]);
  });

  it("for keys that the rules hide", async () => {
    await using world = await startReplicaWorld(async (zitadel) => ({
      ...(await allAsService(zitadel)),
      METADATA_POLICY: JSON.stringify({
        rules: [
          { keys: ["internal.*"], read: ["role:admin"], as: "service" },
          { keys: ["*"], read: ["anyone"], as: "service" },
        ],
      }),
    }));
    const { id } = await world.addPerson({ metadata: { plan: "gold", "internal.note": "trouble" } });
    await world.followed();
    expect(await read(world, [id], world.zitadel.directory.personalAccessToken("nobody"))).toEqual({
      _entities: [{ metadata: [{ key: "plan", value: "gold" }] }],
    });
  });

  it("where only ZITADEL's v1 API is to be used, of which it is not known whom its lists of users leave out", async () => {
    await using world = await startReplicaWorld({ ZITADEL_API_VERSION: "v1" });
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    world.takeCalls();
    expect(await read(world, [id], world.zitadel.directory.personalAccessToken("manager"))).toEqual({
      _entities: [{ metadata: [{ key: "plan", value: "gold" }] }],
    });
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("for the caller alone, whose own metadata the token itself shows", async () => {
    const { name } = await world.addPerson({ metadata: { plan: "gold" } });
    const token = await world.login(name);
    await world.followed();
    world.takeCalls();
    const { data } = await world.query("{ me { metadata { value } } }", { token });
    expect(data).toEqual({ me: { metadata: [{ value: "gold" }] } });
    expect(world.takeRequestsCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });
});
