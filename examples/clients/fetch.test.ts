import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestEnv, type TestEnv } from "../../test/support/test-env.js";
import { type Api, deleteMetadata, readMyMetadata, readUserMetadata, setMetadata } from "./fetch.js";

describe("fetch", () => {
  let env: TestEnv;
  let id: string;
  let person: Api;
  let manager: Api;
  beforeAll(async () => {
    env = await startTestEnv();
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    const added = await env.addPerson({ metadata: { plan: "gold" } });
    id = added.id;
    const token = await env.login(added.name);
    person = { url: env.url, token: () => token };
    manager = { url: env.url, token: () => env.pat("manager") };
  });

  it("reads the caller's own metadata and that of a user", async () => {
    const metadata = [{ id: expect.any(String), key: "plan", value: "gold" }];
    expect(await readMyMetadata(person)).toEqual({ data: { me: { id, metadata } }, failures: [] });
    expect(await readUserMetadata(manager, id)).toEqual({ data: { user: { id, metadata } }, failures: [] });
  });

  it("returns the current list after setting a key", async () => {
    const { data } = await setMetadata(manager, { userId: id, entries: [{ key: "plan", value: "silver" }] });
    expect(data.setUserMetadata).toMatchObject({ user: { metadata: [{ value: "silver" }] }, userErrors: [] });
  });

  it("returns the ids of deleted entries", async () => {
    const { data } = await readUserMetadata(manager, id);
    const { data: result } = await deleteMetadata(manager, { userId: id, keys: ["plan"] });
    expect(result.deleteUserMetadata.deletedEntryIds).toEqual(data.user?.metadata?.map((entry) => entry.id));
  });

  it("returns userErrors with the field for invalid input", async () => {
    const { data } = await setMetadata(manager, { userId: id, entries: [{ key: "plan", value: "" }] });
    expect(data.setUserMetadata).toMatchObject({
      user: null,
      userErrors: [{ code: "VALUE_EMPTY", field: ["entries", "0", "value"], key: "plan" }],
    });
  });

  it("returns partial data together with the failures", async () => {
    const other = await env.addPerson({ organization: "globex" });
    const { data, failures } = await readUserMetadata(manager, other.id);
    expect(data.user?.metadata ?? null).toBeNull();
    expect(failures.map(({ code }) => code)).toEqual(["FORBIDDEN"]);
  });

  it("throws a failure with a code if nothing was written", async () => {
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
    await expect(setMetadata({ ...person, url: env.zitadel.issuer }, change)).rejects.toMatchObject({
      code: "NO_ANSWER",
    });
  });
});
