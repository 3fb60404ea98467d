import { expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { probe } from "../../support/observability.js";
import { preload, startProcess, withoutDeadlines } from "../subgraph-process.js";
import { createQuery, type GraphqlResponse } from "../../support/query.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const never = "3600000";
const meQuery = "{ me { metadata { key } } }";
const scope = "openid urn:zitadel:iam:user:metadata";
/**
 * Emits SIGINT twice within the process. Signals sent from outside may be merged into one, or be far apart on
 * a slow machine.
 */
const duplicateSigint = `process.once("SIGINT", () => process.emit("SIGINT"));`;

export function describeSignals(): void {
  it("becomes unready on SIGTERM, still serves requests, and closes the connection after each response", async () => {
    await using zitadel = await startEmulator();
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      SHUTDOWN_DELAY_MS: never,
    });
    const url = await subgraph.url();
    const heldCall = zitadel.holdNext("/oidc/v1/userinfo");
    const readMe = (): Promise<GraphqlResponse> => createQuery(url)(meQuery, { token: accessToken });
    const startedBefore = readMe();
    await heldCall.arrived;
    subgraph.child.kill("SIGTERM");
    await subgraph.waitForLine("shutting down");
    expect(await probe(url, "/readyz")).toEqual({ status: 503, body: { status: "draining" } });
    expect(await probe(url, "/livez")).toEqual({ status: 200, body: { status: "ok" } });
    heldCall.release();
    for (const response of [await startedBefore, await readMe()]) {
      expect(response.data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
      expect(response.headers.get("connection")).toBe("close");
    }
    for (const path of ["/livez", "/readyz", "/nowhere", "/%"]) {
      expect((await fetch(new URL(path, url))).headers.get("connection")).toBe("close");
    }
  });

  it("exits immediately on a second signal, with the exit code of that signal", async () => {
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
      // npm can forward one Ctrl+C as two signals, so the subgraph ignores a second signal that follows
      // immediately.
      const again = setInterval(() => subgraph.child.kill(second), 50);
      const result = await subgraph.exited;
      clearInterval(again);
      expect(result).toMatchObject({ code, stderr: "" });
      expect(result.stdout.match(/forced exit on second signal/g)).toHaveLength(1);
    };
    await Promise.all([expectExitCode("SIGINT", 130), expectExitCode("SIGTERM", 143)]);
  });

  it("shuts down without the delay on SIGINT, and treats two signals in quick succession as one", async () => {
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
