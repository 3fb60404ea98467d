import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { allowAllAsService } from "../../support/replica-rules.js";
import { type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { allScopes } from "../../support/test-env.js";

const page = 50;
const plans = Array.from({ length: page }, (_, n) => ({ metadata: [{ key: "plan", value: `plan ${n}` }] }));

async function addPeople(env: ReplicaEnv): Promise<readonly string[]> {
  const people = await Promise.all(
    plans.map(({ metadata: [entry] }) => env.addPerson({ metadata: { plan: entry?.value ?? "" } })),
  );
  await env.catchUp();
  env.takeCalls();
  return people.map(({ id }) => id);
}

async function read(env: ReplicaEnv, ids: readonly string[], token: string): Promise<unknown> {
  const { data, errors } = await queryEntities(env, ids, "metadata { key value }", { token });
  expect(errors).toEqual([]);
  return data;
}

/** Callers read as themselves. */
let env: ReplicaEnv;
/** Everybody reads by our own service user. */
let trusting: ReplicaEnv;
beforeAll(async () => {
  [env, trusting] = await Promise.all([startReplicaEnv(), startReplicaEnv(allowAllAsService)]);
});
afterAll(async () => {
  await env[Symbol.asyncDispose]();
  await trusting[Symbol.asyncDispose]();
});

describe("users whom the replica knows", { tags: ["embedded"] }, () => {
  it("cost one question: whom of them ZITADEL shows to the caller", async () => {
    const ids = await addPeople(env);
    expect(await read(env, ids, env.zitadel.directory.personalAccessToken("manager"))).toEqual({
      _entities: plans,
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1 });
  });

  it("cost nothing where a rule has our own service user read", async () => {
    const env = trusting;
    const ids = await addPeople(env);
    expect(await read(env, ids, env.zitadel.directory.personalAccessToken("nobody"))).toEqual({
      _entities: plans,
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1 });
  });

  it("are asked about once for each token, for as long as a token is known", async () => {
    await using env = await startReplicaEnv({ TOKEN_CACHE_TTL_MS: "30000" });
    const ids = await addPeople(env);
    const { personalAccessToken } = env.zitadel.directory;
    await read(env, ids, personalAccessToken("manager"));
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1 });
    expect(await read(env, ids, personalAccessToken("manager"))).toEqual({ _entities: plans });
    expect(env.takeRequestCalls()).toEqual({});
    expect(await read(env, ids, personalAccessToken("instance-viewer"))).toEqual({ _entities: plans });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1 });
  });

  it("have the dates that ZITADEL lists", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const dates = async (token: string): Promise<unknown> =>
      (await queryEntities(env, [id], "metadata { createdAt updatedAt }", { token })).data;
    env.takeCalls();
    const known = await dates(env.zitadel.directory.personalAccessToken("manager"));
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1 });
    // A caller of whom ZITADEL is not asked whom it shows: an outage of just that.
    env.emulator.failNext(/ListUsers$/, { status: 503 });
    expect(await dates(env.zitadel.directory.personalAccessToken("instance-viewer"))).toEqual(known);
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });
  });

  it("and have nothing, and users whom there are not, are as well known", async () => {
    const env = trusting;
    const { id } = await env.addPerson();
    await env.catchUp();
    env.takeCalls();
    expect(await read(env, [id, "42"], env.zitadel.directory.personalAccessToken("nobody"))).toEqual({
      _entities: [{ metadata: [] }, { metadata: [] }],
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1 });
  });

  it("count for the limits as ever", async () => {
    await using env = await startReplicaEnv({ MAX_USER_METADATA_BYTES: String(1024 * 1024) });
    const big = "x".repeat(400_000);
    const { id } = await env.addPerson({ metadata: { a: big, b: big, c: big } });
    await env.catchUp();
    const token = env.zitadel.directory.personalAccessToken("manager");
    const { errors } = await queryEntities(env, [id], "metadata { key }", { token });
    expect(errors).toMatchObject([{ extensions: { code: "REQUEST_TOO_LARGE" } }]);
  });
});

describe("the replica is no way around ZITADEL", { tags: ["embedded"] }, () => {
  it("for users whom ZITADEL does not show to the caller: they are asked for as ever", async () => {
    const mine = await env.addPerson({ metadata: { plan: "mine" } });
    const others = await env.addPerson({ organization: "globex", metadata: { plan: "theirs" } });
    await env.catchUp();
    env.takeCalls();
    const { data, errors } = await queryEntities(env, [mine.id, others.id], "metadata { value }", {
      token: env.zitadel.directory.personalAccessToken("manager"),
    });
    expect(data).toEqual({ _entities: [{ metadata: [{ value: "mine" }] }, { metadata: null }] });
    expect(errors).toMatchObject([{ path: ["_entities", 1, "metadata"], extensions: { code: "FORBIDDEN" } }]);
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });
  });

  it("for a token that ZITADEL's APIs do not take", async () => {
    const other = await env.addPerson({ metadata: { plan: "theirs" } });
    const { name } = await env.addPerson();
    const scope = allScopes.replace(" urn:zitadel:iam:org:project:id:zitadel:aud", "");
    const token = await env.login(name, { scope });
    await env.catchUp();
    const { data, errors } = await queryEntities(env, [other.id], "metadata { value }", { token });
    expect(data).toEqual({ _entities: [{ metadata: null }] });
    expect(errors).toMatchObject([{ extensions: { code: "INSUFFICIENT_SCOPE" } }]);
  });

  it("for keys that the rules hide", async () => {
    await using env = await startReplicaEnv(async (zitadel) => ({
      ...(await allowAllAsService(zitadel)),
      METADATA_POLICY: JSON.stringify({
        rules: [
          { keys: ["internal.*"], read: ["role:admin"], as: "service" },
          { keys: ["*"], read: ["anyone"], as: "service" },
        ],
      }),
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold", "internal.note": "trouble" } });
    await env.catchUp();
    expect(await read(env, [id], env.zitadel.directory.personalAccessToken("nobody"))).toEqual({
      _entities: [{ metadata: [{ key: "plan", value: "gold" }] }],
    });
  });

  it("where only ZITADEL's v1 API is to be used, of which it is not known whom its lists of users leave out", async () => {
    await using env = await startReplicaEnv({ ZITADEL_API_VERSION: "v1" });
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    env.takeCalls();
    expect(await read(env, [id], env.zitadel.directory.personalAccessToken("manager"))).toEqual({
      _entities: [{ metadata: [{ key: "plan", value: "gold" }] }],
    });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("for the caller alone, whose own metadata the token itself shows", async () => {
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    await env.catchUp();
    env.takeCalls();
    const { data } = await env.query("{ me { metadata { value } } }", { token });
    expect(data).toEqual({ me: { metadata: [{ value: "gold" }] } });
    expect(env.takeRequestCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });
});
