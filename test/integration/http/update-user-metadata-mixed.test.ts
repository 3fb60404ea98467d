import { describe, expect, it } from "vitest";
import { updateUserMetadata } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";
import { update as updateUser } from "../../support/update.js";
import { routes } from "../../support/zitadel-calls.js";

describe("updateUserMetadata that sets and deletes", () => {
  const changes = { set: [{ key: "plan", value: "silver" }], delete: [{ key: "old" }, { key: "missing" }] };
  const metadata = { plan: "gold", old: "1" };

  describe("with API v2", () => {
    const env = useTestEnv({ ZITADEL_API_VERSION: "v2" });

    it("is one atomic call", async () => {
      const { id } = await env.addPerson({ metadata });
      env.takeCalls();
      expect(await updateUser(env, env.pat("manager"), id, changes)).toMatchObject({
        entries: [{ key: "plan", value: "silver" }],
        deletedKeys: ["old"],
        unchangedKeys: ["missing"],
      });
      expect(env.takeCalls()).toEqual({ introspect: 1, list: 1, set: 1 });
      expect([...(await env.zitadel.getMetadata(id)).keys()]).toEqual(["plan"]);
    });

    it("is NOT_SUPPORTED on a ZITADEL that rejects empty values", { tags: ["embedded"] }, async () => {
      const { id } = await env.addPerson({ metadata });
      env.emulator.failNext(routes.set, {
        status: 400,
        body: JSON.stringify({ code: "invalid_argument", message: "invalid value" }),
      });
      const { codes } = await updateUserMetadata(env, env.pat("manager"), id, changes);
      expect(codes).toEqual(["NOT_SUPPORTED"]);
      expect((await env.zitadel.getMetadata(id)).size).toBe(2);
    });
  });

  describe("with API v1", () => {
    const env = useTestEnv({ ZITADEL_API_VERSION: "v1" });

    it.each([true, false])("is NOT_SUPPORTED without a call (dryRun: %s)", async (dryRun) => {
      const { id } = await env.addPerson({ metadata });
      env.takeCalls();
      const { codes, errors } = await updateUserMetadata(env, env.pat("manager"), id, { ...changes, dryRun });
      expect(codes).toEqual(["NOT_SUPPORTED"]);
      expect(errors[0]?.message).toContain("in two mutations");
      expect(env.takeCalls()).toEqual({ introspect: 1 });
    });
  });
});
