import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { startEmulator } from "../../../src/emulator/start-emulator.js";
import type { Answer } from "../../support/answer.js";
import { post, probe } from "../../support/post.js";
import { startProcess } from "../../support/subgraph-process.js";
import { environmentOf } from "../../support/world.js";

const clients = 32;
const requestsBefore = 3000;
const set = `mutation ($input: SetUserMetadataInput!) {
  setUserMetadata(input: $input) { entries { key } userErrors { code } }
}`;

export function describeStoppingUnderLoad(): void {
  it("loses no request of those who look away when it is not ready", { timeout: 60_000 }, async () => {
    await using zitadel = await startEmulator();
    const scope = "openid urn:zitadel:iam:user:metadata";
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
    const manager = zitadel.world.pat("manager");
    // One for each client: of one user only so many writes may wait.
    const owners = Array.from({ length: clients }, (_, n) => zitadel.addUser(`owner-${n}`, {}));
    const subgraph = startProcess({
      ...environmentOf(zitadel),
      ZITADEL_TOKEN_CACHE_MS: "30000",
      SHUTDOWN_DELAY_MS: "2500",
    });
    const url = await subgraph.url();
    const lost: unknown[] = [];
    const written: { readonly userId: string; readonly key: string }[] = [];
    let sent = 0;
    let farewells = 0;
    let looksAway = false;

    const write = async (userId: string, key: string): Promise<Answer> => {
      const input = { userId, entries: [{ key, value: "x" }] };
      const answer = await post(url, manager, set, { input });
      expect(answer.data).toEqual({ setUserMetadata: { entries: [{ key }], userErrors: [] } });
      written.push({ userId, key });
      return answer;
    };
    const read = async (): Promise<Answer> => {
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
      while ((await probe(url, "/readyz")).status === 200) await setTimeout(20);
      await setTimeout(300);
      looksAway = true;
    };
    await Promise.all([lookAway(), ...owners.map(keepAsking)]);

    expect(lost).toEqual([]);
    expect(sent).toBeGreaterThan(requestsBefore);
    expect(farewells).toBeGreaterThan(clients);
    expect(await subgraph.ended).toMatchObject({ code: 0, stderr: "" });
    const isStored = ({ userId, key }: (typeof written)[number]): boolean =>
      zitadel.metadataOf(userId).has(key);
    expect(written.filter((write) => !isStored(write))).toEqual([]);
    expect(written.length).toBeGreaterThan(requestsBefore / 10);
  });
}
