import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linesOf } from "../support/observability.js";
import { routes } from "../support/zitadel-calls.js";
import { queryEntities } from "../support/query.js";
import { startTestEnv, type TestEnv } from "../support/test-env.js";

const page = "query ($is: [_Any!]!) { _entities(representations: $is) { ... on User { metadataMap } } }";
const set =
  'mutation ($userId: ID!) { setUserMetadata(input: { userId: $userId, entries: [{ key: "new", value: "2" }] }) { entries { key } } }';

/** Connections that servers in this process have accepted. */
const accepted = new Set<Socket>();
const channel = "net.server.socket";
const onAccepted = (message: unknown): void => {
  if (typeof message !== "object" || message === null || !("socket" in message)) return;
  const { socket } = message;
  if (!(socket instanceof Socket)) return;
  accepted.add(socket);
  socket.once("close", () => accepted.delete(socket));
};
beforeAll(() => {
  subscribe(channel, onAccepted);
});
afterAll(() => {
  unsubscribe(channel, onAccepted);
  accepted.clear();
});

/** Sends an operation as the manager. The returned function disconnects and waits until the subgraph knows. */
function sendAsManager({ url, pat }: TestEnv, query: string, variables: object): () => Promise<void> {
  const client = new AbortController();
  const response = fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${pat("manager")}`,
    },
    body: JSON.stringify({ query, variables }),
    signal: client.signal,
  });
  return async () => {
    const port = Number(new URL(url).port);
    const sockets = [...accepted].filter(({ localPort }) => localPort === port);
    const closed = new Promise((resolve) => {
      for (const socket of sockets) socket.once("close", resolve);
    });
    client.abort();
    await expect(response).rejects.toThrow("aborted");
    await closed;
  };
}

const representationsOf = (ids: readonly string[]): object => ({
  is: ids.map((id) => ({ __typename: "User", id })),
});

async function addPeople(env: TestEnv, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, () => env.addPerson({ metadata: { plan: "gold" } }));
  return (await Promise.all(people)).map(({ id }) => id);
}

/** How the writes ended, as the audit log shows. ZITADEL applies a write even if its call is cancelled. */
function outcomesOf(env: TestEnv): unknown[] {
  return linesOf(env, "audit").map(({ outcome }) => outcome);
}

/** No event announces these conditions, so the tests poll. Only a test that fails reaches the timeout. */
const polling = { timeout: 60_000, interval: 1 };

describe("a client that disconnects", { tags: ["embedded"] }, () => {
  it("cancels the reads that no other request waits for, and does not send queued ones", async () => {
    await using env = await startTestEnv({ UPSTREAM_MAX_CONNECTIONS: "1" });
    const ids = await addPeople(env, 5);
    env.takeCalls();
    const held = env.emulator.holdNext(routes.list);
    const disconnect = sendAsManager(env, page, representationsOf(ids));
    await held.arrived;
    await disconnect();
    // The first call is still held. The only connection is free because that call was cancelled.
    const manager = env.pat("manager");
    const { codes } = await queryEntities(env, ids.slice(4), "metadataMap", { token: manager });
    expect(codes).toEqual([]);
    expect(env.takeCalls().list).toBe(2);
    held.release();
  });

  it("does not cancel a read that another request waits for", async () => {
    await using env = await startTestEnv();
    const ids = await addPeople(env, 1);
    env.takeCalls();
    const held = env.emulator.holdNext(routes.list);
    const disconnect = sendAsManager(env, page, representationsOf(ids));
    await held.arrived;
    const manager = env.pat("manager");
    const other = queryEntities(env, ids, "metadataMap", { token: manager });
    await tokensChecked(env, 2);
    await disconnect();
    held.release();
    expect(await other).toMatchObject({
      codes: [],
      data: { _entities: [{ metadataMap: { plan: "gold" } }] },
    });
    expect(env.takeCalls().list).toBe(1);
  });

  it("does not cancel a write that was sent", async () => {
    await using env = await startTestEnv();
    const [userId = ""] = await addPeople(env, 1);
    const held = env.emulator.holdNext(routes.set);
    const disconnect = sendAsManager(env, set, { userId });
    await held.arrived;
    await disconnect();
    held.release();
    await expect.poll(() => outcomesOf(env), polling).toEqual(["success"]);
  });

  it("does not cancel a write that waits for another write to the same user", async () => {
    await using env = await startTestEnv();
    const [userId = ""] = await addPeople(env, 1);
    const held = env.emulator.holdNext(routes.set);
    const disconnectFirst = sendAsManager(env, set, { userId });
    await held.arrived;
    const disconnectSecond = sendAsManager(env, set.replace('"new"', '"newer"'), { userId });
    await tokensChecked(env, 2);
    await disconnectFirst();
    await disconnectSecond();
    held.release();
    await expect.poll(() => outcomesOf(env), polling).toEqual(["success", "success"]);
    expect([...env.emulator.getMetadata(userId).keys()].sort()).toEqual(["new", "newer", "plan"]);
  });
});

/**
 * Waits until this many tokens were checked and a later request has a response. The earlier requests then wait
 * for ZITADEL or for the lock of their user.
 */
async function tokensChecked(env: TestEnv, count: number): Promise<void> {
  const checks = (): number => {
    return env.emulator.calls.filter(({ path, status }) => path.endsWith("/introspect") && status === 200)
      .length;
  };
  await expect.poll(checks, polling).toBe(count);
  await env.query("{ me { id } }", { token: env.pat("viewer") });
}
