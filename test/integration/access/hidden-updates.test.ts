import { describe, expect, it } from "vitest";
import { updateUserMetadata } from "../../support/query.js";
import { apis, useTestEnv, withRules } from "../../support/test-env.js";
import { digestOf } from "../../property/update-steps.js";

describe.each(apis)("updateUserMetadata of a hidden key with API %s", (api) => {
  const env = useTestEnv(
    withRules(
      () => [
        { keys: ["secret"] },
        { keys: ["secret.writable"], write: ["anyone"] },
        { keys: ["*"], read: ["anyone"], write: ["anyone"] },
      ],
      { ZITADEL_API_VERSION: api },
    ),
  );
  const ifDigest = digestOf("secret.writable", "1");
  const changes = {
    "that the caller may not write": { set: [{ key: "secret", value: "2" }] },
    "that the caller may not write, with a digest": { delete: [{ key: "secret", ifDigest: "" }] },
    "that the caller may not write, together with another key": {
      set: [{ key: "plan", value: "gold" }],
      merge: [{ key: "secret", patch: {} }],
    },
    "with the right or a wrong digest": { set: [{ key: "secret.writable", value: "2", ifDigest }] },
    "if there is no entry": { delete: [{ key: "secret.writable", ifDigest: "" }] },
    "with a merge": { merge: [{ key: "secret.writable", patch: {} }] },
  };

  it.each(Object.entries(changes))(
    "is KEY_NOT_WRITABLE without a call for the user, whether or not the entry exists: %s",
    async (_, input) => {
      const observe = async (
        metadata: Readonly<Record<string, string>>,
        dryRun: boolean,
      ): Promise<unknown> => {
        const { id } = await env.addPerson({ metadata });
        env.takeCalls();
        const { data, errors } = await updateUserMetadata(env, env.pat("manager"), id, { ...input, dryRun });
        return { data, errors, calls: env.takeCalls(), isUnchanged: await isUnchanged(id, metadata) };
      };
      const isUnchanged = async (id: string, metadata: Readonly<Record<string, string>>): Promise<boolean> =>
        (await env.zitadel.getMetadata(id)).size === Object.keys(metadata).length;
      for (const dryRun of [false, true]) {
        const absent = await observe({}, dryRun);
        expect(absent).toMatchObject({
          data: { updateUserMetadata: { user: null, userErrors: [{ code: "KEY_NOT_WRITABLE" }] } },
          calls: { introspect: 1 },
          isUnchanged: true,
        });
        expect(await observe({ secret: "1", "secret.writable": "1" }, dryRun)).toEqual(absent);
      }
    },
  );

  it.each([
    ["alone", {}],
    // With a condition, the update is evaluated against the stored entries.
    ["with a condition for another key", { delete: [{ key: "absent", ifDigest: "" }] }],
  ])(
    "is written with the same payload and calls, whether or not the entry exists or has the value: %s",
    async (_, others) => {
      const observe = async (metadata: Readonly<Record<string, string>>): Promise<unknown> => {
        const { id } = await env.addPerson({ metadata: { plan: "gold", ...metadata } });
        env.takeCalls();
        const { data, errors } = await updateUserMetadata(env, env.pat("manager"), id, {
          set: [{ key: "secret.writable", value: "2" }],
          ...others,
        });
        return [JSON.stringify(data).replaceAll(id, "ID"), errors, env.takeCalls()];
      };
      const absent = await observe({});
      expect(await observe({ "secret.writable": "1" })).toEqual(absent);
      expect(await observe({ "secret.writable": "2" })).toEqual(absent);
    },
  );
});
