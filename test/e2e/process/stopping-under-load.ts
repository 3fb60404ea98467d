import { expect, it, vi } from "vitest";
import { startEmulator } from "zitadel-emulator";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { post, probe } from "../../support/post.js";
import { runFirst, startProcess, withoutDeadlines } from "../../support/subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const clients = 32;
const requestsBefore = 3000;
const stopping = { status: 503, body: { status: "draining" } };
const set = `mutation ($input: SetUserMetadataInput!) {
  setUserMetadata(input: $input) { entries { key } userErrors { code } }
}`;
/** How long it serves on is time that a load balancer needs, too: here it ends when the test says that all look away. */
const serveOnMs = 2500;
const serveOnUntilTold = `
  import { once } from "node:events";
  import { syncBuiltinESMExports } from "node:module";
  import timers from "node:timers/promises";
  const sleep = timers.setTimeout;
  timers.setTimeout = (ms, ...rest) => (ms === ${serveOnMs} ? once(process, "SIGUSR2") : sleep(ms, ...rest));
  syncBuiltinESMExports();`;

export function describeStoppingUnderLoad(): void {
  it("loses no request of those who look away when it is not ready", async () => {
    await using zitadel = await startEmulator();
    const scope = "openid urn:zitadel:iam:user:metadata";
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
    const manager = zitadel.directory.personalAccessToken("manager");
    // One for each client: of one user only so many writes may wait.
    const owners = Array.from({ length: clients }, (_, n) => zitadel.addUser(`owner-${n}`, {}));
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      ...runFirst(serveOnUntilTold),
      TOKEN_CACHE_TTL_MS: "30000",
      SHUTDOWN_DELAY_MS: String(serveOnMs),
    });
    const url = await subgraph.url();
    const lost: unknown[] = [];
    const written: { readonly userId: string; readonly key: string }[] = [];
    let sent = 0;
    let farewells = 0;
    let looksAway = false;

    const write = async (userId: string, key: string): Promise<GraphqlResponse> => {
      const input = { userId, entries: [{ key, value: "x" }] };
      const answer = await post(url, manager, set, { input });
      expect(answer.data).toEqual({ setUserMetadata: { entries: [{ key }], userErrors: [] } });
      written.push({ userId, key });
      return answer;
    };
    const read = async (): Promise<GraphqlResponse> => {
      const answer = await post(url, accessToken, "{ me { metadata { key } } }");
      expect(answer.data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
      return answer;
    };
    const keepAsking = async (userId: string): Promise<void> => {
      while (!looksAway) {
        const n = sent++;
        try {
          const { headers } = await (n % 10 === 0 ? write(userId, `load-${n}`) : read());
          if (headers.get("connection") === "close") farewells++;
        } catch (error) {
          lost.push(error);
        }
        if (n === requestsBefore) subgraph.child.kill("SIGTERM");
      }
    };
    const lookAway = async (): Promise<void> => {
      const notReady = async (): Promise<void> => {
        expect(await probe(url, "/readyz")).toEqual(stopping);
      };
      await vi.waitFor(notReady, { timeout: 60_000, interval: 10 });
      // Until they look away they go on asking.
      await vi.waitUntil(() => farewells > 8 * clients, { timeout: 60_000, interval: 10 });
      looksAway = true;
    };
    await Promise.all([lookAway(), ...owners.map(keepAsking)]);
    subgraph.child.kill("SIGUSR2");

    expect(lost).toEqual([]);
    expect(sent).toBeGreaterThan(requestsBefore);
    expect(farewells).toBeGreaterThan(clients);
    expect(await subgraph.ended).toMatchObject({ code: 0, stderr: "" });
    const isStored = ({ userId, key }: (typeof written)[number]): boolean =>
      zitadel.getMetadata(userId).has(key);
    expect(written.filter((write) => !isStored(write))).toEqual([]);
    expect(written.length).toBeGreaterThan(requestsBefore / 10);
  });
}
