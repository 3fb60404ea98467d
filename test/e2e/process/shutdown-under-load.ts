import { expect, it, vi } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { createQuery, type GraphqlResponse } from "../../support/query.js";
import { probe } from "../../support/observability.js";
import { preload, startProcess, withoutDeadlines } from "../subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const clients = 32;
const requestsBeforeSignal = 3000;
const drainingResponse = { status: 503, body: { status: "draining" } };
const set = `mutation ($input: SetUserMetadataInput!) {
  setUserMetadata(input: $input) { entries { key } userErrors { code } }
}`;
/** The shutdown delay. The preloaded code replaces its timer: the delay ends when the test sends SIGUSR2. */
const delayMs = 2500;
const delayUntilSignal = `
  import { once } from "node:events";
  import { syncBuiltinESMExports } from "node:module";
  import timers from "node:timers/promises";
  const sleep = timers.setTimeout;
  timers.setTimeout = (ms, ...rest) => (ms === ${delayMs} ? once(process, "SIGUSR2") : sleep(ms, ...rest));
  syncBuiltinESMExports();`;

export function describeShutdownUnderLoad(): void {
  it("loses no request of clients that stop sending when the subgraph is not ready", async () => {
    await using zitadel = await startEmulator();
    const scope = "openid urn:zitadel:iam:user:metadata";
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
    const manager = zitadel.directory.personalAccessToken("manager");
    // One user per client, because the number of waiting writes per user is limited.
    const userIds = Array.from({ length: clients }, (_, n) => zitadel.addUser(`user-${n}`, {}));
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      ...preload(delayUntilSignal),
      TOKEN_CACHE_TTL_MS: "30000",
      SHUTDOWN_DELAY_MS: String(delayMs),
    });
    const url = await subgraph.url();
    const query = createQuery(url);
    const failed: unknown[] = [];
    const written: { readonly userId: string; readonly key: string }[] = [];
    let sentRequests = 0;
    let closeResponses = 0;
    let hasStoppedSending = false;

    const write = async (userId: string, key: string): Promise<GraphqlResponse> => {
      const input = { userId, entries: [{ key, value: "x" }] };
      const response = await query(set, { token: manager, variables: { input } });
      expect(response.data).toEqual({ setUserMetadata: { entries: [{ key }], userErrors: [] } });
      written.push({ userId, key });
      return response;
    };
    const read = async (): Promise<GraphqlResponse> => {
      const response = await query("{ me { metadata { key } } }", { token: accessToken });
      expect(response.data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
      return response;
    };
    const sendRequests = async (userId: string): Promise<void> => {
      while (!hasStoppedSending) {
        const n = sentRequests++;
        try {
          const { headers } = await (n % 10 === 0 ? write(userId, `load-${n}`) : read());
          if (headers.get("connection") === "close") closeResponses++;
        } catch (error) {
          failed.push(error);
        }
        if (n === requestsBeforeSignal) subgraph.child.kill("SIGTERM");
      }
    };
    const stopSending = async (): Promise<void> => {
      const notReady = async (): Promise<void> => {
        expect(await probe(url, "/readyz")).toEqual(drainingResponse);
      };
      await vi.waitFor(notReady, { timeout: 60_000, interval: 10 });
      // The clients keep sending requests until then.
      await vi.waitUntil(() => closeResponses > 8 * clients, { timeout: 60_000, interval: 10 });
      hasStoppedSending = true;
    };
    await Promise.all([stopSending(), ...userIds.map(sendRequests)]);
    subgraph.child.kill("SIGUSR2");

    expect(failed).toEqual([]);
    expect(sentRequests).toBeGreaterThan(requestsBeforeSignal);
    expect(closeResponses).toBeGreaterThan(clients);
    expect(await subgraph.exited).toMatchObject({ code: 0, stderr: "" });
    const isStored = ({ userId, key }: (typeof written)[number]): boolean =>
      zitadel.getMetadata(userId).has(key);
    expect(written.filter((write) => !isStored(write))).toEqual([]);
    expect(written.length).toBeGreaterThan(requestsBeforeSignal / 10);
  });
}
