import { beforeAll, describe, expect, it } from "vitest";
import { increment } from "../../support/increment.js";
import { type GraphqlResponse, setUserMetadata } from "../../support/query.js";
import { routes } from "../../support/zitadel-calls.js";
import { nextRequest } from "../next-request.js";
import { useTestEnv } from "../../support/test-env.js";
import { update, type UpdatePayload } from "../../support/update.js";

describe("serialization of writes", { tags: ["embedded"] }, () => {
  const env = useTestEnv({ TOKEN_CACHE_TTL_MS: "30000", JWT_SKIP_INTROSPECTION: "true" });
  beforeAll(async () => {
    await env.query("{ me { id } }", { token: env.pat("manager") });
  });

  const set = (userId: string, key: string): Promise<GraphqlResponse> =>
    setUserMetadata(env, env.pat("manager"), userId, [{ key, value: "1" }]);
  /** Sends a write that is queued behind all previous ones, and adds its response to `waiting`. */
  const enqueue = async (waiting: Promise<GraphqlResponse>[], userId: string, key: string): Promise<void> => {
    const arrived = nextRequest(env.url);
    waiting.push(set(userId, key));
    await arrived;
    // When this query returns, the subgraph has queued all earlier writes.
    await env.query("{ __typename }");
  };

  it("executes writes to one user in the order of their requests, without delaying other users", async () => {
    const [ada, bob] = [(await env.addPerson()).id, (await env.addPerson()).id];
    env.takeCalls();
    const held = env.emulator.holdNext(routes.set);
    const first = set(ada, "first");
    await held.arrived;
    const rest: Promise<GraphqlResponse>[] = [];
    for (const key of ["second", "third"]) {
      await enqueue(rest, ada, key);
    }
    expect((await set(bob, "other")).codes).toEqual([]);
    expect(env.takeCalls().set).toBe(2);
    held.release();
    for (const { codes } of await Promise.all([first, ...rest])) expect(codes).toEqual([]);
    expect([...(await env.zitadel.getMetadata(ada)).keys()]).toEqual(["first", "second", "third"]);
  });

  it("sends writes that wait for another write to the user in one call", async () => {
    const { id } = await env.addPerson({ metadata: { old: "1" } });
    const held = env.emulator.holdNext(routes.set);
    const first = set(id, "first");
    await held.arrived;
    env.takeCalls();
    const rest: Promise<GraphqlResponse>[] = [];
    for (const key of ["second", "third", "second"]) await enqueue(rest, id, key);
    held.release();
    for (const { codes } of await Promise.all([first, ...rest])) expect(codes).toEqual([]);
    expect(env.takeCalls()).toMatchObject({ set: 1 });
    expect([...(await env.zitadel.getMetadata(id)).keys()]).toEqual(["old", "first", "second", "third"]);
  });

  it("gives each write of a call its own result", async () => {
    const { id } = await env.addPerson({ metadata: { a: "1", b: "1" } });
    const token = env.pat("manager");
    const held = env.emulator.holdNext(routes.set);
    const first = set(id, "first");
    await held.arrived;
    env.takeCalls();
    const changes = [
      { set: [{ key: "new", value: "1", ifDigest: "" }] },
      { set: [{ key: "new", value: "2", ifDigest: "" }] },
      { delete: [{ key: "a" }] },
      { delete: [{ key: "a" }] },
      { set: [{ key: "a", value: "2" }], delete: [{ key: "b" }] },
    ];
    const waiting: Promise<UpdatePayload>[] = [];
    for (const change of changes) {
      const arrived = nextRequest(env.url);
      waiting.push(update(env, token, id, change));
      await arrived;
      await env.query("{ __typename }");
    }
    const rest: Promise<GraphqlResponse>[] = [];
    await enqueue(rest, id, "b");
    held.release();
    const results = await Promise.all(waiting);
    expect((await first).codes).toEqual([]);
    expect((await rest[0])?.codes).toEqual([]);
    expect(results).toMatchObject([
      { entries: [{ key: "new", value: "1" }], userErrors: [] },
      { entries: [], userErrors: [{ code: "VALUE_CHANGED" }] },
      { deletedKeys: ["a"], unchangedKeys: [] },
      { deletedKeys: [], unchangedKeys: ["a"] },
      { entries: [{ key: "a", value: "2" }], deletedKeys: ["b"] },
    ]);
    // The second list is the selection of setUserMetadata.
    expect(env.takeCalls()).toMatchObject({ list: 2, set: 1 });
    expect(Object.fromEntries(await env.zitadel.getMetadata(id))).toEqual({
      ...{ first: Buffer.from("1"), new: Buffer.from("1"), a: Buffer.from("2"), b: Buffer.from("1") },
    });
  });

  it("sends the writes of a call one by one if ZITADEL rejects the call", async () => {
    const { id } = await env.addPerson();
    const held = env.emulator.holdNext(routes.set);
    const first = set(id, "first");
    await held.arrived;
    env.takeCalls();
    const rest: Promise<GraphqlResponse>[] = [];
    for (const key of ["second", "third"]) await enqueue(rest, id, key);
    env.emulator.failNext(routes.set, { status: 413 });
    held.release();
    for (const { codes } of await Promise.all([first, ...rest])) expect(codes).toEqual([]);
    expect(env.takeCalls()).toMatchObject({ set: 3 });
  });

  it("sends writes of different callers in different calls", async () => {
    const { id } = await env.addPerson();
    const held = env.emulator.holdNext(routes.set);
    const first = set(id, "first");
    await held.arrived;
    env.takeCalls();
    const rest: Promise<GraphqlResponse>[] = [];
    await enqueue(rest, id, "second");
    const other = setUserMetadata(env, env.pat("instance-manager"), id, [{ key: "other", value: "1" }]);
    held.release();
    for (const { codes } of await Promise.all([first, ...rest, other])) expect(codes).toEqual([]);
    expect(env.takeCalls()).toMatchObject({ set: 2 });
  });

  it("executes 200 simultaneous writes to one user with far fewer calls", async () => {
    const { id } = await env.addPerson();
    const held = env.emulator.holdNext(routes.set);
    const first = set(id, "first");
    await held.arrived;
    env.takeCalls();
    const rest = Array.from({ length: 200 }, (_, n) =>
      update(env, env.pat("manager"), id, { set: [{ key: `k${n}`, value: "1" }] }),
    );
    // When this query returns, most of the writes are queued.
    await env.query("{ __typename }");
    held.release();
    expect((await first).codes).toEqual([]);
    for (const { userErrors } of await Promise.all(rest)) expect(userErrors).toEqual([]);
    expect((await env.zitadel.getMetadata(id)).size).toBe(201);
    expect(env.takeCalls().set).toBeLessThan(20);
  });

  it("loses no increment of 16 clients that read, add one and write with ifDigest", async () => {
    const { id } = await env.addPerson({ metadata: { counter: "0" } });
    const token = env.pat("manager");
    await Promise.all(Array.from({ length: 16 }, () => increment(env, token, id)));
    expect(Buffer.from((await env.zitadel.getMetadata(id)).get("counter") ?? []).toString()).toBe("16");
  });
});
