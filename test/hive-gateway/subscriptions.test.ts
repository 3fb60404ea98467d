import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changes, openEventSource } from "../support/event-source.js";
import { readMetrics } from "../support/observability.js";
import { createQuery, setUserMetadata } from "../support/query.js";
import { type ReplicaEnv, startReplicaEnv } from "../support/replica-env.js";
import { startHiveGatewayWith } from "../support/supergraph/start-hive-gateway.js";
import { withRules } from "../support/test-env.js";
import { openWebSocketClient } from "../support/websocket-client.js";

/** A subscription of a client of the gateway. */
interface Subscription extends AsyncDisposable {
  next(): Promise<unknown>;
}
type Subscribe = (url: string, token?: string, userId?: string) => Promise<Subscription>;

const overServerSentEvents: Subscribe = (url, token, userId) =>
  openEventSource(url, changes, { token, variables: { userId } });

const overWebSocket: Subscribe = (url, token, userId) => {
  const client = openWebSocketClient(url, { token, parameter: "authorization" });
  const subscription = client.subscribe({ userId });
  return Promise.resolve({
    next: () => subscription.next(),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  });
};

/** The token is in a header of the request that opens the WebSocket, which clients other than browsers can set. */
const overWebSocketWithHeader: Subscribe = (url, token, userId) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const client = openWebSocketClient(url, { headers });
  const subscription = client.subscribe({ userId });
  return Promise.resolve({
    next: () => subscription.next(),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  });
};

const event = (id: string, plan: string, changedKeys = ["plan"]): object => ({
  data: { userMetadataChanged: { user: { id, metadataMap: { plan } }, changedKeys } },
});

describe.each([
  { upstream: "Server-Sent Events", transport: "sse", variables: {} },
  {
    ...{ upstream: "a WebSocket", transport: "websocket" },
    variables: { METADATA_SUBSCRIPTIONS: "websocket" },
  },
])("a subscription through Hive Gateway, and from there over $upstream", ({ transport, variables }) => {
  let env: ReplicaEnv;
  let gateway: AsyncDisposable & { readonly url: string };

  beforeAll(async () => {
    env = await startReplicaEnv((zitadel) => ({
      ...withRules(() => [{ keys: ["*"], read: ["self"], write: ["self"], as: "service" }])(zitadel),
      ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    }));
    gateway = await startHiveGatewayWith(variables, { metadata: env.url });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await env[Symbol.asyncDispose]();
  });

  describe.each([
    { client: "Server-Sent Events", subscribe: overServerSentEvents },
    { client: "a WebSocket", subscribe: overWebSocket },
    { client: "a WebSocket opened with the header", subscribe: overWebSocketWithHeader },
  ])("by a client over $client", ({ subscribe }) => {
    it("sends each caller the changes of a mutation that the caller may see", async () => {
      const [ada, bob] = await Promise.all(
        ["gold", "silver"].map(async (plan) => {
          const { name, id } = await env.addPerson({ metadata: { plan } });
          return { id, token: await env.login(name) };
        }),
      );
      if (ada === undefined || bob === undefined) throw new TypeError("no callers");
      await env.catchUp();
      await using ofAda = await subscribe(gateway.url, ada.token);
      await using ofBob = await subscribe(gateway.url, bob.token);
      expect(await ofAda.next()).toMatchObject(event(ada.id, "gold"));
      expect(await ofBob.next()).toMatchObject(event(bob.id, "silver"));
      const active = `user_metadata_subscriptions{transport="${transport}"}`;
      expect((await readMetrics(env)).get(active)).toBeGreaterThanOrEqual(2);

      const write = async ({ id, token }: typeof ada, value: string): Promise<void> => {
        await setUserMetadata({ query: createQuery(gateway.url) }, token, id, [{ key: "plan", value }]);
        await env.catchUp();
      };
      await write(ada, "iron");
      expect(await ofAda.next()).toMatchObject(event(ada.id, "iron"));
      await write(bob, "bronze");
      // An event of the other caller would have come first.
      expect(await ofBob.next()).toMatchObject(event(bob.id, "bronze"));
    });

    it("returns FORBIDDEN for another user, and UNAUTHENTICATED without a token", async () => {
      const [{ name }, { id }] = [await env.addPerson(), await env.addPerson()];
      await using foreign = await subscribe(gateway.url, await env.login(name), id);
      expect(await foreign.next()).toMatchObject({
        data: { userMetadataChanged: null },
        errors: [{ extensions: { code: "FORBIDDEN" } }],
      });
      await using anonymous = await subscribe(gateway.url, undefined, id);
      expect(await anonymous.next()).toMatchObject({
        data: { userMetadataChanged: null },
        errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
      });
    });
  });
});
