import { describe, expect, it } from "vitest";

import { setUserMetadata, updateUserMetadata } from "../../support/query.js";
import { useTestEnv, withRules } from "../../support/test-env.js";
import { routes } from "../../support/zitadel-calls.js";
import { metadataSchema } from "./schemas.js";

const schema = metadataSchema({ contract: { type: "string", "x-unique": true }, plan: { type: "string" } });

describe("a unique key", () => {
  const env = useTestEnv({ METADATA_SCHEMA: schema, ZITADEL_API_VERSION: "v2" });
  const query = `mutation ($input: SetUserMetadataAttributesInput!) { setUserMetadataAttributes(input: $input) { userErrors { code field key } } }`;

  it("rejects the value of another user, on each way to write it", async () => {
    await env.addPerson({ metadata: { contract: "unique-1" } });
    const { id: userId } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = env.pat("manager");
    const taken = (field: readonly string[]): unknown => ({
      userErrors: [{ code: "VALUE_NOT_UNIQUE", field, key: "contract" }],
    });
    env.takeCalls();

    const byKey = await setUserMetadata(env, token, userId, [{ key: "contract", value: "unique-1" }]);
    expect(byKey.data).toMatchObject({ setUserMetadata: taken(["entries", "0", "value"]) });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });

    const input = { userId, attributes: { contract: "unique-1" } };
    const byField = await env.query(query, { token, variables: { input } });
    expect(byField.data).toEqual({ setUserMetadataAttributes: taken(["attributes", "contract"]) });

    const mixed = { userId, attributes: { contract: "unique-1", plan: null } };
    const together = await env.query(query, { token, variables: { input: mixed } });
    expect(together.data).toEqual({ setUserMetadataAttributes: taken(["attributes", "contract"]) });
  });

  it("accepts a free value, and the user's own value again", async () => {
    const { id: userId } = await env.addPerson({ metadata: { contract: "unique-2" } });
    const token = env.pat("manager");
    for (const contract of ["unique-2", "unique-3"]) {
      const { data } = await env.query(query, {
        token,
        variables: { input: { userId, attributes: { contract } } },
      });
      expect(data).toEqual({ setUserMetadataAttributes: { userErrors: [] } });
    }
  });

  it("makes no search for other keys and for deletions", async () => {
    const { id: userId } = await env.addPerson({ metadata: { contract: "unique-4" } });
    env.takeCalls();
    for (const attributes of [{ plan: "gold" }, { contract: null }]) {
      await env.query(query, { token: env.pat("manager"), variables: { input: { userId, attributes } } });
    }
    expect(env.takeCalls()).not.toHaveProperty("listUsers");
  });

  it("reports an outage during the check as one, not as a value that is taken", {
    tags: ["embedded"],
  }, async () => {
    await env.addPerson({ metadata: { contract: "unique-6" } });
    const { id: userId } = await env.addPerson();
    env.emulator.failNext(routes.list, { status: 503 }, 10);
    const { codes } = await setUserMetadata(env, env.pat("manager"), userId, [
      { key: "contract", value: "unique-6" },
    ]);
    env.emulator.reset();
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
  });

  it("cannot be merged: the whole value is compared", async () => {
    const { id: userId } = await env.addPerson({ metadata: { contract: '{"a":1}' } });
    const { data } = await updateUserMetadata(env, env.pat("manager"), userId, {
      merge: [{ key: "contract", patch: { a: 2 } }],
    });
    expect(data).toMatchObject({
      updateUserMetadata: { userErrors: [{ code: "VALUE_NOT_VALID", field: ["merge", "0", "key"] }] },
    });
  });

  it("does not write a value that ZITADEL cannot search for", async () => {
    const { id: userId } = await env.addPerson();
    const input = { userId, attributes: { contract: "x".repeat(201) } };
    const { codes } = await env.query(query, { token: env.pat("manager"), variables: { input } });
    expect(codes).toEqual(["NOT_SUPPORTED"]);
    expect([...(await env.zitadel.getMetadata(userId)).keys()]).toEqual([]);
  });
});

describe("a unique key with a service user", () => {
  const env = useTestEnv(
    withRules(() => [{ keys: ["*"], read: ["self"], write: ["self"], as: "service" }], {
      METADATA_SCHEMA: schema,
    }),
  );

  it("is compared with users whom the caller may not see", async () => {
    await env.addPerson({ organization: "globex", metadata: { contract: "unique-5" } });
    const { id, name } = await env.addPerson();
    const { data } = await setUserMetadata(env, await env.login(name), id, [
      { key: "contract", value: "unique-5" },
    ]);
    expect(data).toMatchObject({ setUserMetadata: { userErrors: [{ code: "VALUE_NOT_UNIQUE" }] } });
  });
});

describe("a unique key with a service user, without rules for it", () => {
  const env = useTestEnv((zitadel) => ({
    METADATA_SCHEMA: schema,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
  }));

  it("is not compared for a revoked token", { tags: ["embedded"] }, async () => {
    await env.addPerson({ metadata: { contract: "unique-7" } });
    const { id, name } = await env.addPerson();
    for (const app of ["spa", "spa-jwt"]) {
      const token = await env.login(name, { app });
      const set = (): ReturnType<typeof setUserMetadata> =>
        setUserMetadata(env, token, id, [{ key: "contract", value: "unique-7" }]);
      expect((await set()).data).toMatchObject({ setUserMetadata: { userErrors: [{ key: "contract" }] } });
      env.emulator.revoke(token);
      expect((await set()).codes).toEqual(["UNAUTHENTICATED"]);
    }
  });
});
