import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { startCommand } from "../../../packages/zitadel-emulator/test/cli/command.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { increment } from "../../support/increment.js";
import { createQuery } from "../../support/query.js";
import { startRedis } from "../../support/redis.js";
import { toSubgraphEnv, type Variables } from "../../support/test-env.js";
import { withoutDeadlines } from "../subgraph-process.js";

const clientCount = 64;
const durationMs = 20_000;
const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** All clients increment the same counter for 20 seconds, each through one of the processes. */
async function countIncrements(processes: number, variables: Variables): Promise<void> {
  await using zitadel = await startEmulator();
  const id = zitadel.addUser("counted", { metadata: { counter: "0" } });
  const token = zitadel.directory.personalAccessToken("manager");
  const env = { ...toSubgraphEnv(zitadel), ...withoutDeadlines, ...variables };
  const subgraphs = await Promise.all(
    Array.from({ length: processes }, async () => {
      const command = startCommand(`${process.execPath} src/commands/run.mjs src/main.ts`, checkout, env);
      onTestFinished(() => command.stop());
      const line = /"url":"([^"]*)"[^\n]*"msg":"server listening"/;
      const [, url = ""] = line.exec(await command.waitForOutput(line)) ?? [];
      return { query: createQuery(url) };
    }),
  );
  const end = Date.now() + durationMs;
  let increments = 0;
  let writes = 0;
  await Promise.all(
    Array.from({ length: clientCount }, async (_, n) => {
      const subgraph = subgraphs[n % processes];
      if (subgraph === undefined) throw new Error("There is no process for this client.");
      while (Date.now() < end) {
        const attempts = await increment(subgraph, token, id);
        writes += attempts;
        increments++;
      }
    }),
  );
  expect(increments).toBeGreaterThanOrEqual(clientCount);
  // Many clients had read a value that another client replaced.
  expect(writes).toBeGreaterThan(2 * increments);
  const stored = Buffer.from(zitadel.getMetadata(id).get("counter") ?? []).toString();
  expect(Number(stored)).toBe(increments);
}

it("loses no increment of 64 clients of one process", { tags: ["embedded"] }, () => countIncrements(1, {}));

describeWithRedis("two processes with REDIS_URL", () => {
  it("lose no increment of 64 clients", { tags: ["embedded"] }, async () => {
    await using redis = await startRedis();
    await countIncrements(2, { REDIS_URL: redis.url });
  });
});
