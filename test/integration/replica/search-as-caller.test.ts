import { beforeAll, describe, expect, it } from "vitest";
import { type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { findIds, settings } from "./search-queries.js";

describe("search with a replica in memory and the caller's token", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let acme: { readonly name: string; readonly id: string };
  let globex: { readonly name: string; readonly id: string };
  beforeAll(async () => {
    env = await startReplicaEnv({ ...settings, ZITADEL_API_VERSION: "v2", TOKEN_CACHE_TTL_MS: "60000" });
    acme = await env.addPerson({ metadata: { contract: "A", plan: "gold" } });
    globex = await env.addPerson({ metadata: { contract: "G", plan: "gold" }, organization: "globex" });
    await env.catchUp();
    return () => env[Symbol.asyncDispose]();
  });

  it("finds the users whom ZITADEL shows to the caller, with one call", async () => {
    const token = env.pat("manager");
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    expect(await findIds(env, token, [{ key: "plan", equals: "gold" }])).toContain(acme.id);
    expect(env.takeRequestCalls()).toEqual({ listUsers: 1 });
    const own = await env.login(globex.name);
    expect(await findIds(env, own, [{ key: "plan", equals: "gold" }])).toEqual([globex.id]);
    expect(await findIds(env, own, [{ key: "contract", equals: "A" }])).toEqual([]);
  });

  it("makes the same calls whether or not users whom the caller cannot see have the value", async () => {
    const token = await env.login(globex.name);
    await env.query("{ me { id } }", { token });
    const callsFor = async (value: string): Promise<unknown> => {
      env.takeCalls();
      expect(await findIds(env, token, [{ key: "contract", equals: value }])).toEqual([]);
      return env.takeRequestCalls();
    };
    expect(await callsFor("A")).toEqual(await callsFor("no user has it"));
  });

  it("searches once in ZITADEL if the caller can see none of many users", async () => {
    for (let n = 0; n < 150; n++) {
      env.emulator.addUser(`hidden-${n}`, { metadata: { team: "large" } });
    }
    await env.catchUp();
    const token = await env.login(globex.name);
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    expect(await findIds(env, token, [{ key: "team", equals: "large" }])).toEqual([]);
    expect(env.takeRequestCalls()).toEqual({ listUsers: 2 });
  });
});

it("does not find users whom ZITADEL does not show to the caller, with API v1", {
  tags: ["embedded"],
}, async () => {
  await using env = await startReplicaEnv({ ...settings, ZITADEL_API_VERSION: "v1" });
  const metadata = { plan: "gold" };
  const { id } = await env.addPerson({ metadata });
  const other = await env.addPerson({ metadata, organization: "globex" });
  await env.catchUp();
  const found = await findIds(env, env.pat("manager"), [{ key: "plan", equals: "gold" }]);
  expect(found).toContain(id);
  expect(found).not.toContain(other.id);
});
