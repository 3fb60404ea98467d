import { describe, expect, it } from "vitest";
import { routes } from "../support/call-kinds.js";
import { queryEntities } from "../support/entities.js";
import { startTestEnv, type TestEnv } from "../support/test-env.js";

const page = "query ($is: [_Any!]!) { _entities(representations: $is) { ... on User { metadataMap } } }";
const set =
  'mutation ($userId: ID!) { setUserMetadata(input: { userId: $userId, entries: [{ key: "new", value: "2" }] }) { entries { key } } }';

/** Sends an operation as the manager; what is returned hangs up. Settles either way. */
function sendAsManager({ url, zitadel }: TestEnv, query: string, variables: object): () => Promise<void> {
  const client = new AbortController();
  const answer = fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${zitadel.directory.personalAccessToken("manager")}`,
    },
    body: JSON.stringify({ query, variables }),
    signal: client.signal,
  });
  return async () => {
    client.abort();
    await expect(answer).rejects.toThrow("aborted");
  };
}

const representationsOf = (ids: readonly string[]): object => ({
  is: ids.map((id) => ({ __typename: "User", id })),
});

async function addPeople(env: TestEnv, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, () => env.addPerson({ metadata: { plan: "gold" } }));
  return (await Promise.all(people)).map(({ id }) => id);
}

function keysOf(env: TestEnv, userId: string): string[] {
  return [...env.emulator.getMetadata(userId).keys()].sort();
}

/** Nobody tells when it has come so far; it does, however long that takes. */
const onlyHangs = { timeout: 60_000, interval: 1 };

describe("a client that hangs up", { tags: ["embedded"] }, () => {
  it("stops the reads that it alone waited for: those that wait for their turn are never made", async () => {
    await using env = await startTestEnv({ UPSTREAM_MAX_CONNECTIONS: "1" });
    const ids = await addPeople(env, 5);
    env.takeCalls();
    const held = env.emulator.holdNext(routes.list);
    const hangUp = sendAsManager(env, page, representationsOf(ids));
    await held.arrived;
    await hangUp();
    // Nobody releases the first: the only connection is free because its call was given up.
    const manager = env.zitadel.directory.personalAccessToken("manager");
    const { codes } = await queryEntities(env, ids.slice(4), "metadataMap", { token: manager });
    expect(codes).toEqual([]);
    expect(env.takeCalls().list).toBe(2);
    held.release();
  });

  it("stops no read that another request waits for", async () => {
    await using env = await startTestEnv();
    const ids = await addPeople(env, 1);
    env.takeCalls();
    const held = env.emulator.holdNext(routes.list);
    const hangUp = sendAsManager(env, page, representationsOf(ids));
    await held.arrived;
    const manager = env.zitadel.directory.personalAccessToken("manager");
    const other = queryEntities(env, ids, "metadataMap", { token: manager });
    await checked(env, 2);
    await hangUp();
    held.release();
    expect(await other).toMatchObject({
      codes: [],
      data: { _entities: [{ metadataMap: { plan: "gold" } }] },
    });
    expect(env.takeCalls().list).toBe(1);
  });

  it("stops no write that was sent", async () => {
    await using env = await startTestEnv();
    const [userId = ""] = await addPeople(env, 1);
    const held = env.emulator.holdNext(routes.set);
    const hangUp = sendAsManager(env, set, { userId });
    await held.arrived;
    await hangUp();
    held.release();
    await expect.poll(() => keysOf(env, userId), onlyHangs).toEqual(["new", "plan"]);
  });

  it("stops no write that waits for another one to the same user", async () => {
    await using env = await startTestEnv();
    const [userId = ""] = await addPeople(env, 1);
    const held = env.emulator.holdNext(routes.set);
    const first = sendAsManager(env, set, { userId });
    await held.arrived;
    const second = sendAsManager(env, set.replace('"new"', '"newer"'), { userId });
    await checked(env, 2);
    await first();
    await second();
    held.release();
    await expect.poll(() => keysOf(env, userId), onlyHangs).toEqual(["new", "newer", "plan"]);
  });
});

/** The tokens of so many requests were checked, and a request that came after them is answered: they are where they wait. */
async function checked(env: TestEnv, count: number): Promise<void> {
  const checks = (): number => {
    return env.emulator.calls.filter(({ path, status }) => path.endsWith("/introspect") && status === 200)
      .length;
  };
  await expect.poll(checks, onlyHangs).toBe(count);
  await env.query("{ me { id } }", { token: env.zitadel.directory.personalAccessToken("viewer") });
}
