import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../support/zitadel-calls.js";
import { queryEntities } from "../../support/query.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { allScopes } from "../../support/test-env.js";

const page = 50;
const plans = Array.from({ length: page }, (_, n) => ({ metadata: [{ key: "plan", value: `plan ${n}` }] }));

async function addUsers(env: ReplicaEnv): Promise<readonly string[]> {
  const users = await Promise.all(
    plans.map(({ metadata: [entry] }) => env.addPerson({ metadata: { plan: entry?.value ?? "" } })),
  );
  await env.catchUp();
  env.takeCalls();
  return users.map(({ id }) => id);
}

async function read(env: ReplicaEnv, ids: readonly string[], token: string): Promise<unknown> {
  const { data, errors } = await queryEntities(env, ids, "metadata { key value }", { token });
  expect(errors).toEqual([]);
  return data;
}

/** Subgraph that reads with the caller's token. */
let env: ReplicaEnv;
/** Subgraph that reads with the service user's token. */
let serviceEnv: ReplicaEnv;
beforeAll(async () => {
  [env, serviceEnv] = await Promise.all([startReplicaEnv(), startReplicaEnv(allowAllAsService)]);
});
afterAll(async () => {
  await env[Symbol.asyncDispose]();
  await serviceEnv[Symbol.asyncDispose]();
});

describe("a read of users in the replica", { tags: ["embedded"] }, () => {
  it("makes one call to ZITADEL, a query for the users visible to the caller", async () => {
    const ids = await addUsers(env);
    expect(await read(env, ids, env.pat("manager"))).toEqual({
      _entities: plans,
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1 });
  });

  it("makes no call for users that a rule reads as the service user", async () => {
    const env = serviceEnv;
    const ids = await addUsers(env);
    expect(await read(env, ids, env.pat("nobody"))).toEqual({
      _entities: plans,
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1 });
  });

  it("queries the visible users once per token while the token is cached", async () => {
    await using env = await startReplicaEnv({ TOKEN_CACHE_TTL_MS: "30000" });
    const ids = await addUsers(env);
    await read(env, ids, env.pat("manager"));
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1 });
    expect(await read(env, ids, env.pat("manager"))).toEqual({ _entities: plans });
    expect(env.takeRequestCalls()).toEqual({});
    expect(await read(env, ids, env.pat("instance-viewer"))).toEqual({ _entities: plans });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1 });
  });

  it("returns the same dates as ZITADEL's lists", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const dates = async (token: string): Promise<unknown> =>
      (await queryEntities(env, [id], "metadata { createdAt updatedAt }", { token })).data;
    env.takeCalls();
    const replicated = await dates(env.pat("manager"));
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, getUser: 1 });
    // The visibility check fails, so this caller's read goes to ZITADEL.
    env.emulator.failNext(routes.getUser, { status: 503 });
    expect(await dates(env.pat("instance-viewer"))).toEqual(replicated);
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, getUser: 1, list: 1 });
  });

  it("makes no call for users without metadata and users that do not exist", async () => {
    const env = serviceEnv;
    const { id } = await env.addPerson();
    await env.catchUp();
    env.takeCalls();
    expect(await read(env, [id, "42"], env.pat("nobody"))).toEqual({
      _entities: [{ metadata: [] }, { metadata: [] }],
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1 });
  });

  it("applies MAX_USER_METADATA_BYTES to data from the replica", async () => {
    await using env = await startReplicaEnv({ MAX_USER_METADATA_BYTES: String(1024 * 1024) });
    const big = "x".repeat(400_000);
    const { id } = await env.addPerson({ metadata: { a: big, b: big, c: big } });
    await env.catchUp();
    const token = env.pat("manager");
    const { errors } = await queryEntities(env, [id], "metadata { key }", { token });
    expect(errors).toMatchObject([{ extensions: { code: "REQUEST_TOO_LARGE" } }]);
  });
});

describe("access to users in the replica", { tags: ["embedded"] }, () => {
  it("forwards reads of users hidden from the caller to ZITADEL, which returns FORBIDDEN", async () => {
    const mine = await env.addPerson({ metadata: { plan: "mine" } });
    const others = await env.addPerson({ organization: "globex", metadata: { plan: "theirs" } });
    await env.catchUp();
    env.takeCalls();
    const { data, errors } = await queryEntities(env, [mine.id, others.id], "metadata { value }", {
      token: env.pat("manager"),
    });
    expect(data).toEqual({ _entities: [{ metadata: [{ value: "mine" }] }, { metadata: null }] });
    expect(errors).toMatchObject([{ path: ["_entities", 1, "metadata"], extensions: { code: "FORBIDDEN" } }]);
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1, getUser: 1 });
  });

  it("returns INSUFFICIENT_SCOPE for a token that ZITADEL's APIs reject", async () => {
    const other = await env.addPerson({ metadata: { plan: "theirs" } });
    const { name } = await env.addPerson();
    const scope = allScopes.replace(" urn:zitadel:iam:org:project:id:zitadel:aud", "");
    const token = await env.login(name, { scope });
    await env.catchUp();
    const { data, errors } = await queryEntities(env, [other.id], "metadata { value }", { token });
    expect(data).toEqual({ _entities: [{ metadata: null }] });
    expect(errors).toMatchObject([{ extensions: { code: "INSUFFICIENT_SCOPE" } }]);
  });

  it("omits keys that the rules hide", async () => {
    await using env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      METADATA_POLICY: JSON.stringify({
        rules: [
          { keys: ["internal.*"], read: ["role:admin"], as: "service" },
          { keys: ["*"], read: ["anyone"], as: "service" },
        ],
      }),
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold", "internal.note": "secret" } });
    await env.catchUp();
    expect(await read(env, [id], env.pat("nobody"))).toEqual({
      _entities: [{ metadata: [{ key: "plan", value: "gold" }] }],
    });
  });

  it("forwards all reads to ZITADEL with ZITADEL_API_VERSION=v1, whose user lists do not reveal omitted users", async () => {
    await using env = await startReplicaEnv({ ZITADEL_API_VERSION: "v1" });
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    env.takeCalls();
    expect(await read(env, [id], env.pat("manager"))).toEqual({
      _entities: [{ metadata: [{ key: "plan", value: "gold" }] }],
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("reads the caller's own metadata from userinfo", async () => {
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    await env.catchUp();
    env.takeCalls();
    const { data } = await env.query("{ me { metadata { value } } }", { token });
    expect(data).toEqual({ me: { metadata: [{ value: "gold" }] } });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });
});
