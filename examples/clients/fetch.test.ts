import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startWorld, type World } from "../../test/support/world.js";
import { type Api, deleteMetadata, readMyMetadata, readUserMetadata, setMetadata } from "./fetch.js";

describe("fetch", () => {
  let world: World;
  let id: string;
  let person: Api;
  let manager: Api;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());
  beforeEach(async () => {
    const added = await world.addPerson({ metadata: { plan: "gold" } });
    id = added.id;
    const token = await world.login(added.name);
    person = { url: world.url, token: () => token };
    manager = { url: world.url, token: () => world.zitadel.directory.personalAccessToken("manager") };
  });

  it("reads one's own metadata and one user's", async () => {
    const metadata = [{ id: expect.any(String), key: "plan", value: "gold" }];
    expect(await readMyMetadata(person)).toEqual({ data: { me: { id, metadata } }, failures: [] });
    expect(await readUserMetadata(manager, id)).toEqual({ data: { user: { id, metadata } }, failures: [] });
  });

  it("has what the page shows next in the answer to what was set", async () => {
    const { data } = await setMetadata(manager, { userId: id, entries: [{ key: "plan", value: "silver" }] });
    expect(data.setUserMetadata).toMatchObject({ user: { metadata: [{ value: "silver" }] }, userErrors: [] });
  });

  it("has the ids of what is gone in the answer to what was deleted", async () => {
    const { data } = await readUserMetadata(manager, id);
    const { data: answer } = await deleteMetadata(manager, { userId: id, keys: ["plan"] });
    expect(answer.deleteUserMetadata.deletedEntryIds).toEqual(data.user?.metadata?.map((entry) => entry.id));
  });

  it("tells what the person can put right beside the field that it is about", async () => {
    const { data } = await setMetadata(manager, { userId: id, entries: [{ key: "plan", value: "" }] });
    expect(data.setUserMetadata).toMatchObject({
      user: null,
      userErrors: [{ code: "VALUE_EMPTY", field: ["entries", "0", "value"], key: "plan" }],
    });
  });

  it("gives what was answered, and beside it what was refused", async () => {
    const other = await world.addPerson({ organisation: "globex" });
    const { data, failures } = await readUserMetadata(manager, other.id);
    expect(data.user?.metadata ?? null).toBeNull();
    expect(failures.map(({ code }) => code)).toEqual(["FORBIDDEN"]);
  });

  it("throws the code where nothing was done", async () => {
    const change = { userId: id, entries: [{ key: "plan", value: "silver" }] };
    await expect(setMetadata(person, change)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(setMetadata({ ...person, token: () => "none" }, change)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    const large = { userId: id, entries: [{ key: "plan", value: "x".repeat(5_000_000) }] };
    await expect(setMetadata(manager, large)).rejects.toMatchObject({ code: "REQUEST_TOO_LARGE" });
    await expect(setMetadata({ ...person, url: "http://127.0.0.1:9" }, change)).rejects.toMatchObject({
      code: "NO_ANSWER",
    });
    await expect(setMetadata({ ...person, url: world.zitadel.issuer }, change)).rejects.toMatchObject({
      code: "NO_ANSWER",
    });
  });
});
