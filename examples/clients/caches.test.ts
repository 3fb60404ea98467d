import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withRules } from "../../test/support/rules.js";
import { startWorld, type World } from "../../test/support/world.js";
import { openApollo, type OpenClient, openUrql, type Shown } from "./open-clients.js";

const rules = withRules(() => [
  { keys: ["preferences.*"], read: ["self"], write: ["self"], maxValueBytes: 20, as: "service" },
  { keys: ["*"], read: ["anyone"], write: ["anyone"] },
]);

describe.each([
  ["Apollo Client", openApollo],
  ["urql", openUrql],
])("%s", (_, open) => {
  let world: World;
  let id: string;
  let client: OpenClient;
  /** What two open pages show of one person, oldest first. */
  let me: Shown[];
  let user: Shown[];
  beforeAll(async () => {
    world = await startWorld(rules);
  });
  afterAll(() => world[Symbol.asyncDispose]());
  beforeEach(async () => {
    const person = await world.addPerson({ metadata: { "preferences.theme": "dark", plan: "gold" } });
    id = person.id;
    const token = await world.login(person.name);
    client = open(world.url, () => token);
    [me, user] = [[], []];
    client.watchMe(whenDifferent(me));
    await vi.waitFor(() => {
      expect(me).toHaveLength(1);
    });
    client.watchUser(id, whenDifferent(user));
    await vi.waitFor(() => {
      expect(user).toHaveLength(1);
    });
    world.takeCalls();
  });

  const asked = (): number => world.takeCalls().introspect ?? 0;

  it("reads one's own metadata and one user's", () => {
    const both = { plan: "gold", "preferences.theme": "dark" };
    expect([me, user]).toEqual([[both], [both]]);
  });

  it("shows what was set wherever the user is open, without asking again", async () => {
    expect(await client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] })).toEqual(
      [],
    );
    for (const shown of [me, user]) {
      expect(shown.at(-1)).toEqual({ plan: "gold", "preferences.theme": "light" });
    }
    expect(asked()).toBe(1);
  });

  it("shows a key that is new, in its place", async () => {
    await client.set({ userId: id, entries: [{ key: "preferences.language", value: "de" }] });
    expect(Object.keys(user.at(-1) ?? {})).toEqual(["plan", "preferences.language", "preferences.theme"]);
    expect(asked()).toBe(1);
  });

  it("shows what is set before ZITADEL has it", async () => {
    const held = world.emulator.holdNext(/SetUserMetadata$/);
    const done = client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] });
    await held.arrived;
    for (const shown of [me, user]) expect(shown.at(-1)).toMatchObject({ "preferences.theme": "light" });
    held.release();
    expect(await done).toEqual([]);
    expect(user.at(-1)).toEqual({ plan: "gold", "preferences.theme": "light" });
  });

  it("takes it back when ZITADEL is gone, and tells the code", async () => {
    world.emulator.failNext(/introspect$/, { status: 503 });
    const done = client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] });
    const error: unknown = await done.catch((thrown: unknown) => thrown);
    expect(client.codesOf(error)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    for (const shown of [me, user]) {
      expect(shown.map((entries) => entries?.["preferences.theme"])).toEqual(["dark", "light", "dark"]);
    }
  });

  it("takes it back when the person can put it right, and tells where", async () => {
    const entries = [{ key: "preferences.theme", value: "a value of more than 20 bytes" }];
    expect(await client.set({ userId: id, entries })).toMatchObject([
      { code: "VALUE_TOO_LARGE", field: ["entries", "0", "value"], key: "preferences.theme" },
    ]);
    for (const shown of [me, user])
      expect(shown.at(-1)).toEqual({ plan: "gold", "preferences.theme": "dark" });
    expect(asked()).toBe(1);
  });

  it("has set what was set, though the user could not be read again", async () => {
    world.emulator.failNext(/ListUserMetadata$/, { status: 500 });
    expect(await client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] })).toEqual(
      [],
    );
  });

  it("takes what was deleted out of every list, without asking again", async () => {
    expect(await client.delete({ userId: id, keys: ["preferences.theme", "preferences.never"] })).toEqual([]);
    for (const shown of [me, user]) expect(shown.at(-1)).toEqual({ plan: "gold" });
    expect(asked()).toBe(1);
  });

  it("tells a refusal by its code, at the user whom it is about", async () => {
    const other = await world.addPerson({ metadata: { plan: "gold" } });
    const answers: unknown[] = [];
    client.watchUser(other.id, (shown, codes) => answers.push([shown, codes]));
    await vi.waitFor(() => {
      expect(answers).toEqual([[null, ["FORBIDDEN"]]]);
    });
  });

  it.each([
    ["UNAUTHENTICATED", "of a token that is none", (): string => world.url],
    ["NO_ANSWER", "where nobody answers", (): string => "http://127.0.0.1:9/graphql"],
  ])("tells %s %s", async (code, __, url) => {
    const answers: unknown[] = [];
    open(url(), () => "none").watchUser(id, (shown, codes) => answers.push([shown, codes]));
    await vi.waitFor(() => {
      expect(answers).toEqual([[null, [code]]]);
    });
  });
});

/** Clients show the same again when they like. */
function whenDifferent(list: Shown[]): (shown: Shown) => void {
  return (shown) => {
    if (!isDeepStrictEqual(list.at(-1), shown)) list.push(shown);
  };
}
