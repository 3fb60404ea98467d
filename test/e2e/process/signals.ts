import { expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { post, probe } from "../../support/post.js";
import { preload, startProcess, withoutDeadlines } from "../../support/subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const never = "3600000";
const mine = "{ me { metadata { key } } }";
const scope = "openid urn:zitadel:iam:user:metadata";
/** Two signals that are sent apart may arrive as one, or, on a busy machine, long after one another. */
const duplicateSigint = `process.once("SIGINT", () => process.emit("SIGINT"));`;

export function describeSignals(): void {
  it("SIGTERM: not ready any more, but all is served, and every answer ends its connection", async () => {
    await using zitadel = await startEmulator();
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      SHUTDOWN_DELAY_MS: never,
    });
    const url = await subgraph.url();
    const held = zitadel.holdNext("/oidc/v1/userinfo");
    const startedBefore = post(url, accessToken, mine);
    await held.arrived;
    subgraph.child.kill("SIGTERM");
    await subgraph.waitForLine("shutting down");
    expect(await probe(url, "/readyz")).toEqual({ status: 503, body: { status: "draining" } });
    expect(await probe(url, "/livez")).toEqual({ status: 200, body: { status: "ok" } });
    held.release();
    for (const response of [await startedBefore, await post(url, accessToken, mine)]) {
      expect(response.data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
      expect(response.headers.get("connection")).toBe("close");
    }
    for (const path of ["/livez", "/readyz", "/nowhere", "/%"]) {
      expect((await fetch(new URL(path, url))).headers.get("connection")).toBe("close");
    }
  });

  it("a second signal ends it at once, with the code for it", async () => {
    await using zitadel = await startEmulator();
    const expectExitCode = async (second: "SIGINT" | "SIGTERM", code: number): Promise<void> => {
      const subgraph = startProcess({
        ...toSubgraphEnv(zitadel),
        ...withoutDeadlines,
        SHUTDOWN_DELAY_MS: never,
      });
      await subgraph.url();
      subgraph.child.kill("SIGTERM");
      await subgraph.waitForLine("shutting down");
      // Under npm one wish can come as two signals: a moment later it is another one.
      const again = setInterval(() => subgraph.child.kill(second), 50);
      const ended = await subgraph.exited;
      clearInterval(again);
      expect(ended).toMatchObject({ code, stderr: "" });
      expect(ended.stdout.match(/forced exit on second signal/g)).toHaveLength(1);
    };
    await Promise.all([expectExitCode("SIGINT", 130), expectExitCode("SIGTERM", 143)]);
  });

  it("SIGINT: the same without the delay, and twice in a moment is once", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      ...preload(duplicateSigint),
      SHUTDOWN_DELAY_MS: never,
    });
    await subgraph.url();
    subgraph.child.kill("SIGINT");
    const { code, stdout, stderr } = await subgraph.exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain('"stopped"');
  });
}
