import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyMissing } from "../../support/zitadel-responses.js";
import { routes } from "../../support/call-kinds.js";
import { deleteUserMetadata } from "../../support/mutations.js";
import { startWorld, type World } from "../../support/test-env.js";

describe("deleteUserMetadata, where ZITADEL says that a key is missing", { tags: ["embedded"] }, () => {
  let world: World;
  let manager: string;
  let userId: string;
  beforeAll(async () => {
    world = await startWorld();
    manager = world.zitadel.directory.personalAccessToken("manager");
    userId = world.zitadel.directory.user("road-runner");
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it("never takes a list that withholds its rows for proof that keys are gone", async () => {
    const list = { pagination: { totalResult: "3", appliedLimit: "1000" } };
    world.emulator.failNext(routes.remove, keyMissing);
    world.emulator.failNext(routes.list, { status: 200, body: JSON.stringify(list) });
    const { data, codes } = await deleteUserMetadata(world, manager, userId, ["a", "missing"]);
    expect({ data, codes }).toEqual({ data: { deleteUserMetadata: null }, codes: ["FORBIDDEN"] });
  });

  it("never takes a list that withholds even their number for such a proof", async () => {
    const notAllowed = { code: "not_found", details: [{ debug: { id: "AUTHZ-cdgFk" } }] };
    world.emulator.failNext(routes.remove, keyMissing);
    world.emulator.failNext(routes.list, {
      status: 200,
      body: '{"pagination":{"appliedLimit":"1000"}}',
    });
    world.emulator.failNext(routes.getUser, { status: 404, body: JSON.stringify(notAllowed) });
    const { data, codes } = await deleteUserMetadata(world, manager, userId, ["a", "missing"]);
    expect({ data, codes }).toEqual({ data: { deleteUserMetadata: null }, codes: ["FORBIDDEN"] });
  });
});
