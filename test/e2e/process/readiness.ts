import { createServer } from "node:http";
import { once } from "node:events";
import getPort from "get-port";
import { expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { probe } from "../../support/observability.js";
import { startProcess } from "../subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const never = "3600000";

export function describeReadiness(): void {
  it("is live but not ready until ZITADEL is available, and reports the reason", async () => {
    const port = await getPort();
    const env = await createEnvForPort(port);
    const subgraph = startProcess({ ...env, SHUTDOWN_DELAY_MS: "0" });
    const url = await subgraph.url();
    expect(await probe(url, "/livez")).toEqual({ status: 200, body: { status: "ok" } });
    expect(await probe(url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "UPSTREAM_UNAVAILABLE" },
    });
    await using zitadel = await startEmulator({ port });
    expect(zitadel.issuer).toBe(env["ZITADEL_ISSUER"]);
    await subgraph.waitForLine("connected to ZITADEL; ready");
    expect(await probe(url, "/readyz")).toEqual({ status: 200, body: { status: "ok" } });
    subgraph.child.kill("SIGTERM");
    const { code, stdout, stderr } = await subgraph.exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.match(/ZITADEL not ready, retrying/g)).toHaveLength(1);
  });

  it("exits with code 1 and an explanation if the server is not the configured ZITADEL", async () => {
    await using zitadel = await startEmulator();
    const { code, stderr } = await startProcess({
      ...toSubgraphEnv(zitadel),
      ZITADEL_ISSUER: "http://localhost:1",
      ZITADEL_API_URL: zitadel.issuer,
    }).exited;
    expect(code).toBe(1);
    expect(stderr).toContain(`has the issuer "${zitadel.issuer}", but ZITADEL_ISSUER is`);
  });

  it("exits with code 0 on a signal while it waits for ZITADEL or for its first response", async () => {
    const silentServer = createServer();
    await once(silentServer.listen(0, "localhost"), "listening");
    const firstRequest = once(silentServer, "request");
    const address = silentServer.address();
    if (typeof address !== "object" || address === null)
      throw new TypeError("The server does not listen on a TCP port.");
    const hanging = startProcess({ ...(await createEnvForPort(address.port)), UPSTREAM_TIMEOUT_MS: never });
    await firstRequest;
    const waiting = startProcess({ ...(await createEnvForPort(await getPort())), SHUTDOWN_DELAY_MS: never });
    await waiting.url();
    for (const { child, exited } of [hanging, waiting]) {
      child.kill("SIGTERM");
      expect(await exited).toMatchObject({ code: 0, stderr: "" });
    }
    silentServer.close();
    silentServer.closeAllConnections();
  });
}

/**
 * Returns the variables for an emulator that will listen on this port. Without introspection, because its client
 * secret will be another one, which the check at startup would report.
 */
async function createEnvForPort(port: number): Promise<Readonly<Record<string, string>>> {
  await using zitadel = await startEmulator();
  return {
    ...toSubgraphEnv(zitadel),
    ZITADEL_ISSUER: `http://localhost:${port}`,
    ZITADEL_INTROSPECTION_CLIENT_ID: "",
    ZITADEL_INTROSPECTION_CLIENT_SECRET: "",
  };
}
