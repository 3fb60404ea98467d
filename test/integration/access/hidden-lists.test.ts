import { beforeAll, describe, expect, it } from "vitest";
import { keyNotFound, routes } from "../../support/zitadel-calls.js";
import { deleteUserMetadata } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";

// ZITADEL withholds rows that the caller may not read, so an empty list does not prove that keys are missing.
describe("deleteUserMetadata when ZITADEL reports a missing key", { tags: ["embedded"] }, () => {
  const env = useTestEnv();
  let userId: string;
  beforeAll(() => {
    userId = env.zitadel.directory.user("road-runner");
  });

  it("returns FORBIDDEN when ZITADEL withholds the rows of the list", async () => {
    const list = { pagination: { totalResult: "3", appliedLimit: "1000" } };
    env.emulator.failNext(routes.remove, keyNotFound);
    env.emulator.failNext(routes.list, { status: 200, body: JSON.stringify(list) });
    const { data, codes } = await deleteUserMetadata(env, env.pat("manager"), userId, ["a", "missing"]);
    expect({ data, codes }).toEqual({ data: { deleteUserMetadata: null }, codes: ["FORBIDDEN"] });
  });

  it("returns FORBIDDEN when ZITADEL withholds the rows of the list and their total", async () => {
    const notAllowed = {
      code: "not_found",
      message: "membership not found",
      details: [{ debug: { id: "AUTHZ-cdgFk" } }],
    };
    env.emulator.failNext(routes.remove, keyNotFound);
    env.emulator.failNext(routes.list, {
      status: 200,
      body: '{"pagination":{"appliedLimit":"1000"}}',
    });
    env.emulator.failNext(routes.getUser, { status: 404, body: JSON.stringify(notAllowed) });
    const { data, codes } = await deleteUserMetadata(env, env.pat("manager"), userId, ["a", "missing"]);
    expect({ data, codes }).toEqual({ data: { deleteUserMetadata: null }, codes: ["FORBIDDEN"] });
  });
});
