import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { setUserMetadata } from "../../test/support/query.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../test/support/replica-env.js";
import { longTimeout } from "../../test/support/test-clock.js";
import { watchMyMetadata } from "./apollo.js";
import type { User } from "./operations.js";
import { createLiveApolloClient, watchWithApollo } from "./watch-with-apollo.js";
import { watchWithSse } from "./watch-with-sse.js";
import { watchWithWebSocket } from "./watch-with-websocket.js";

/** Displays the caller's metadata, and each change. Returns a function that ends it. */
type Watch = (
  url: string,
  token: () => string,
  display: (user: User | null | undefined) => void,
  onEnd: (error?: unknown) => void,
) => () => void;

const clients: readonly (readonly [string, Watch])[] = [
  [
    "graphql-sse",
    (url, token, display, onEnd) =>
      watchWithSse(
        url,
        token,
        (changes) => {
          display(changes?.userMetadataChanged?.user);
        },
        onEnd,
      ),
  ],
  [
    "graphql-ws",
    (url, token, display, onEnd) =>
      watchWithWebSocket(
        url,
        token,
        (changes) => {
          display(changes?.userMetadataChanged?.user);
        },
        onEnd,
      ),
  ],
  [
    "the cache of Apollo Client",
    (url, token, display, onEnd) => {
      const client = createLiveApolloClient(url, token);
      watchMyMetadata(client).subscribe(({ data, dataState }) => {
        if (dataState === "complete") display(data.me);
      });
      return watchWithApollo(client, onEnd);
    },
  ],
];

describe.each(clients)("a subscription with %s", (_, watch) => {
  let env: ReplicaEnv;
  let person: { readonly id: string; readonly name: string };
  beforeAll(async () => {
    // Node.js 20 has no WebSocket of its own.
    vi.stubGlobal("WebSocket", WebSocket);
    env = await startReplicaEnv(allowAllAsService);
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    person = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
  });

  it("displays the current metadata, and each change", async () => {
    const token = await env.login(person.name);
    const users: (User | null | undefined)[] = [];
    const display = (user: User | null | undefined): unknown => users.push(user);
    const stop = watch(
      env.url,
      () => token,
      display,
      () => undefined,
    );
    await vi.waitFor(() => {
      expect(users.at(-1)).toMatchObject({ id: person.id, metadata: [{ key: "plan", value: "gold" }] });
    }, longTimeout);
    await setUserMetadata(env, token, person.id, [{ key: "plan", value: "iron" }]);
    await env.catchUp();
    await vi.waitFor(() => {
      expect(users.at(-1)).toMatchObject({ metadata: [{ key: "plan", value: "iron" }] });
    }, longTimeout);
    stop();
  });

  it("ends after the token was revoked", async () => {
    const token = await env.login(person.name);
    const onEnd = vi.fn();
    const display = vi.fn();
    watch(env.url, () => token, display, onEnd);
    await vi.waitFor(() => {
      expect(display).toHaveBeenCalled();
    }, longTimeout);
    env.emulator.revoke(token);
    await env.clock.advance(60_000);
    await vi.waitFor(() => {
      expect(onEnd).toHaveBeenCalled();
    }, longTimeout);
  });
});
