import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { withRules } from "../../support/test-env.js";

const rules = withRules(() => [
  { keys: ["secret.*"], read: ["self"], write: ["self"], as: "service" },
  { keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" },
]);
const schema = {
  type: "object",
  properties: { "secret.theme": { type: "string", default: "light", "x-graphql-name": "theme" } },
};
const secret = { key: "secret.a", value: "hidden" };
const plan = { key: "plan", value: "gold" };

describe("users that are read repeatedly from the replica", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let id: string;
  let tokens: { readonly own: string; readonly other: string };
  beforeAll(async () => {
    env = await startReplicaEnv((zitadel) => ({
      ...rules(zitadel),
      ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
      METADATA_SCHEMA: JSON.stringify(schema),
    }));
    const person = await env.addPerson({ metadata: { [secret.key]: secret.value, [plan.key]: plan.value } });
    ({ id } = person);
    tokens = { own: await env.login(person.name), other: env.pat("nobody") };
    await env.catchUp();
  });
  afterAll(() => env[Symbol.asyncDispose]());

  async function read(caller: "own" | "other", selection: string): Promise<unknown> {
    const { data, errors } = await queryEntities(env, [id], selection, { token: tokens[caller] });
    expect(errors).toEqual([]);
    return data;
  }

  it("have the keys that each caller may read, even after another caller read them", async () => {
    const selection = "metadata { key value } metadataMap";
    for (let n = 0; n < 3; n++) {
      expect(await read("own", selection)).toEqual({
        _entities: [{ metadata: [plan, secret], metadataMap: { plan: "gold", "secret.a": "hidden" } }],
      });
      expect(await read("other", selection)).toEqual({
        _entities: [{ metadata: [plan], metadataMap: { plan: "gold" } }],
      });
    }
  });

  it("have the default of a typed key only for callers who may read the key", async () => {
    for (let n = 0; n < 3; n++) {
      expect(await read("own", "attributes { theme }")).toEqual({
        _entities: [{ attributes: { theme: "light" } }],
      });
      expect(await read("other", "attributes { theme }")).toEqual({
        _entities: [{ attributes: { theme: null } }],
      });
    }
  });

  it("have the arguments of each query", async () => {
    const selection = (key: string): string => `metadataEntry(key: "${key}") { value }`;
    for (let n = 0; n < 2; n++) {
      expect(await read("own", selection("plan"))).toEqual({
        _entities: [{ metadataEntry: { value: "gold" } }],
      });
      expect(await read("own", selection("secret.a"))).toEqual({
        _entities: [{ metadataEntry: { value: "hidden" } }],
      });
    }
  });

  it("have the new value after a write", async () => {
    expect(await read("other", "metadata { key value }")).toEqual({ _entities: [{ metadata: [plan] }] });
    const changed = { key: plan.key, value: "silver" };
    await setUserMetadata(env, tokens.other, id, [changed]);
    await env.catchUp();
    for (let n = 0; n < 2; n++) {
      expect(await read("other", "metadata { key value }")).toEqual({ _entities: [{ metadata: [changed] }] });
    }
  });
});
