import { join } from "node:path";
import { expect, inject, it, vi } from "vitest";
import { z } from "zod";
import { startEmulator } from "zitadel-emulator";
import { runVerify } from "../../support/verify.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { probe } from "../../support/observability.js";
import { withReplica } from "../../support/replica-env.js";
import { startRedis } from "../../support/redis.js";
import { startProcess } from "../subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const bundledCommand = `node ${join(inject("build"), "verify-replica.js")}`;
const readiness = z.object({
  body: z.object({ replica: z.object({ state: z.string(), isLeader: z.boolean() }) }),
});

export function describeReplica(): void {
  it("includes the command that verifies the replica", async () => {
    await using zitadel = await startEmulator();
    const { code, lines } = await runVerify(zitadel, {}, bundledCommand);
    expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: "Nothing differs: 13 users compared." });
  });

  describeWithRedis("with REPLICA=redis", () => {
    it("passes leadership to another process when the leader is killed", async () => {
      await using redis = await startRedis();
      await using zitadel = await startEmulator();
      const onRedis = { ...withReplica, REPLICA: "redis", REDIS_URL: redis.url };
      const env = {
        ...toSubgraphEnv(zitadel),
        ...onRedis,
        ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
        SHUTDOWN_DELAY_MS: "0",
      };
      const waitForState = async (url: string, expected: { isLeader: boolean }): Promise<void> => {
        await vi.waitFor(
          async () => {
            const { body } = readiness.parse(await probe(url, "/readyz"));
            expect(body.replica).toEqual({ state: "following", ...expected });
          },
          { timeout: 60_000, interval: 10 },
        );
      };
      const first = startProcess(env);
      await waitForState(await first.url(), { isLeader: true });
      const second = startProcess(env);
      const url = await second.url();
      await waitForState(url, { isLeader: false });
      first.child.kill("SIGKILL");
      await waitForState(url, { isLeader: true });
      const { code, lines } = await runVerify(zitadel, onRedis, bundledCommand);
      expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: "Nothing differs: 13 users compared." });
      second.child.kill("SIGTERM");
      expect(await second.exited).toMatchObject({ code: 0, stderr: "" });
    });
  });
}
