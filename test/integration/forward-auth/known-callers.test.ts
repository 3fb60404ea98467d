import { describe, expect, it } from "vitest";
import { setUserMetadata } from "../../support/query.js";
import { allowAllAsService, startReplicaEnv } from "../../support/replica-env.js";
import { useTestEnv, type VariablesOf } from "../../support/test-env.js";
import { check } from "./check.js";

const settings = { FORWARD_AUTH_KEYS: "plan", TOKEN_CACHE_TTL_MS: "30000" };

describe("forward auth with METADATA_CACHE_TTL_MS", () => {
  const env = useTestEnv({ ...settings, METADATA_CACHE_TTL_MS: "60000" });

  it.each([
    ["metadata", { plan: "gold" }, { "x-user-metadata-plan": "gold" }],
    ["no metadata", {}, {}],
  ])("makes no call to ZITADEL for a known caller with %s", async (_, metadata, headers) => {
    const { name, id } = await env.addPerson({ metadata });
    const token = await env.login(name);
    await check(env, token);
    env.takeCalls();
    for (let n = 0; n < 3; n++) {
      expect(await check(env, token)).toMatchObject({ status: 204, caller: { "x-user-id": id, ...headers } });
    }
    expect(env.takeCalls()).toEqual({});
  });

  it("returns a value that was set through the subgraph", async () => {
    const { name, id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    await check(env, token);
    await setUserMetadata(env, env.pat("manager"), id, [{ key: "plan", value: "iron" }]);
    expect((await check(env, token)).caller["x-user-metadata-plan"]).toBe("iron");
  });
});

describe("forward auth with a replica", { tags: ["embedded"] }, () => {
  it.each<[string, VariablesOf, Readonly<Record<string, number>>]>([
    ["with the caller's token", {}, { introspect: 1, userinfo: 1 }],
    ["as the service user", allowAllAsService, { introspect: 1 }],
  ])("makes no call to ZITADEL for a known caller whose keys are read %s", async (_, rules, firstCalls) => {
    await using env = await startReplicaEnv(async (zitadel) => ({
      ...(typeof rules === "function" ? await rules(zitadel) : rules),
      ...settings,
    }));
    const users = await Promise.all([env.addPerson({ metadata: { plan: "gold" } }), env.addPerson()]);
    await env.catchUp();
    for (const { name } of users) {
      const token = await env.login(name);
      env.takeRequestCalls();
      const first = await check(env, token);
      expect(env.takeRequestCalls()).toEqual(firstCalls);
      const second = await check(env, token);
      expect(second.caller).toEqual(first.caller);
      expect(second.status).toBe(204);
      expect(env.takeRequestCalls()).toEqual({});
    }
  });

  it("does not serve a caller from the replica whose token lacks the scopes", async () => {
    await using env = await startReplicaEnv(settings);
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    await check(env, await env.login(name));
    const token = await env.login(name, { scope: "openid" });
    for (let n = 0; n < 2; n++) expect(await check(env, token)).toMatchObject({ status: 403, caller: {} });
  });
});
