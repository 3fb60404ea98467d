import { beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, setUserMetadata } from "../../support/query.js";
import { routes } from "../../support/zitadel-calls.js";
import { nextRequest } from "../next-request.js";
import { useTestEnv } from "../../support/test-env.js";

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

  it("rejects writes with OVERLOADED, without applying them, when sixteen are queued for the user", async () => {
    const { id } = await env.addPerson();
    const held = env.emulator.holdNext(routes.set);
    const first = set(id, "first");
    await held.arrived;
    const rest: Promise<GraphqlResponse>[] = [];
    for (let n = 0; n < 18; n++) {
      await enqueue(rest, id, `k${n}`);
    }
    held.release();
    await first;
    const codes = (await Promise.all(rest)).map((response) => response.codes);
    expect(codes).toEqual([...Array<unknown>(16).fill([]), ["OVERLOADED"], ["OVERLOADED"]]);
    expect((await env.zitadel.getMetadata(id)).size).toBe(17);
  });
});
