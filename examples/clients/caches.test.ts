import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startTestEnv, type TestEnv, withRules } from "../../test/support/test-env.js";
import { openApollo, type OpenClient, openUrql, type DisplayedMetadata } from "./open-clients.js";

const rules = withRules(() => [
  { keys: ["preferences.*"], read: ["self"], write: ["self"], maxValueBytes: 20, as: "service" },
  { keys: ["*"], read: ["anyone"], write: ["anyone"] },
]);

describe.each([
  ["Apollo Client", openApollo],
  ["urql", openUrql],
])("%s", (_, open) => {
  let env: TestEnv;
  let id: string;
  let client: OpenClient;
  /** The displays of two open pages for the same user, oldest first. */
  let me: DisplayedMetadata[];
  let user: DisplayedMetadata[];
  beforeAll(async () => {
    env = await startTestEnv(rules);
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    const person = await env.addPerson({ metadata: { "preferences.theme": "dark", plan: "gold" } });
    id = person.id;
    const token = await env.login(person.name);
    client = open(env.url, () => token);
    [me, user] = [[], []];
    client.watchMe(recordChanges(me));
    await vi.waitFor(() => {
      expect(me).toHaveLength(1);
    });
    client.watchUser(id, recordChanges(user));
    await vi.waitFor(() => {
      expect(user).toHaveLength(1);
    });
    env.takeCalls();
  });

  const countRequests = (): number => env.takeCalls().introspect ?? 0;

  it("reads the caller's own metadata and that of a user", () => {
    const both = { plan: "gold", "preferences.theme": "dark" };
    expect([me, user]).toEqual([[both], [both]]);
  });

  it("shows a new value in every open query of the user without another request", async () => {
    expect(await client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] })).toEqual(
      [],
    );
    for (const displayed of [me, user]) {
      expect(displayed.at(-1)).toEqual({ plan: "gold", "preferences.theme": "light" });
    }
    expect(countRequests()).toBe(1);
  });

  it("shows a new key in the order of keys", async () => {
    await client.set({ userId: id, entries: [{ key: "preferences.language", value: "de" }] });
    expect(Object.keys(user.at(-1) ?? {})).toEqual(["plan", "preferences.language", "preferences.theme"]);
    expect(countRequests()).toBe(1);
  });

  it("shows a new value before ZITADEL has stored it", async () => {
    const held = env.emulator.holdNext(/SetUserMetadata$/);
    const done = client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] });
    await held.arrived;
    for (const displayed of [me, user])
      expect(displayed.at(-1)).toMatchObject({ "preferences.theme": "light" });
    held.release();
    expect(await done).toEqual([]);
    expect(user.at(-1)).toEqual({ plan: "gold", "preferences.theme": "light" });
  });

  it("reverts the optimistic value and returns the code if ZITADEL is unavailable", async () => {
    env.emulator.failNext(/introspect$/, { status: 503 });
    const done = client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] });
    const error: unknown = await done.catch((thrown: unknown) => thrown);
    expect(client.codesOf(error)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    for (const displayed of [me, user]) {
      expect(displayed.map((entries) => entries?.["preferences.theme"])).toEqual(["dark", "light", "dark"]);
    }
  });

  it("reverts the optimistic value and returns userErrors if the input is invalid", async () => {
    const entries = [{ key: "preferences.theme", value: "a value of more than 20 bytes" }];
    expect(await client.set({ userId: id, entries })).toMatchObject([
      { code: "VALUE_TOO_LARGE", field: ["entries", "0", "value"], key: "preferences.theme" },
    ]);
    for (const displayed of [me, user])
      expect(displayed.at(-1)).toEqual({ plan: "gold", "preferences.theme": "dark" });
    expect(countRequests()).toBe(1);
  });

  it("reports success although the user could not be read again", async () => {
    env.emulator.failNext(/ListUserMetadata$/, { status: 500 });
    expect(await client.set({ userId: id, entries: [{ key: "preferences.theme", value: "light" }] })).toEqual(
      [],
    );
  });

  it("removes deleted entries from every list without another request", async () => {
    expect(await client.delete({ userId: id, keys: ["preferences.theme", "preferences.never"] })).toEqual([]);
    for (const displayed of [me, user]) expect(displayed.at(-1)).toEqual({ plan: "gold" });
    expect(countRequests()).toBe(1);
  });

  it("returns FORBIDDEN for a user that the caller may not read", async () => {
    const other = await env.addPerson({ metadata: { plan: "gold" } });
    const results: unknown[] = [];
    client.watchUser(other.id, (displayed, codes) => results.push([displayed, codes]));
    await vi.waitFor(() => {
      expect(results).toEqual([[null, ["FORBIDDEN"]]]);
    });
  });

  it.each([
    ["UNAUTHENTICATED", "for an invalid token", (): string => env.url],
    ["NO_ANSWER", "if the server does not respond", (): string => "http://127.0.0.1:9/graphql"],
  ])("returns %s %s", async (code, __, url) => {
    const results: unknown[] = [];
    open(url(), () => "none").watchUser(id, (displayed, codes) => results.push([displayed, codes]));
    await vi.waitFor(() => {
      expect(results).toEqual([[null, [code]]]);
    });
  });
});

/** Records a display unless it equals the last one. Clients may display the same data repeatedly. */
function recordChanges(list: DisplayedMetadata[]): (displayed: DisplayedMetadata) => void {
  return (displayed) => {
    if (!isDeepStrictEqual(list.at(-1), displayed)) list.push(displayed);
  };
}
