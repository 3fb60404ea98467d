import { createServer } from "node:http";
import { once } from "node:events";
import getPort from "get-port";
import { expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { probe } from "../../support/post.js";
import { startProcess } from "../../support/subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const never = "3600000";

export function describeWaiting(): void {
  it("lives before ZITADEL is there, says what it waits for, and is ready once it came", async () => {
    const port = await getPort();
    const env = await environmentAt(port);
    const subgraph = startProcess({ ...env, SHUTDOWN_DELAY_MS: "0" });
    const url = await subgraph.url();
    expect(await probe(url, "/livez")).toEqual({ status: 200, body: { status: "ok" } });
    expect(await probe(url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "UPSTREAM_UNAVAILABLE" },
    });
    await using zitadel = await startEmulator({ port });
    expect(zitadel.issuer).toBe(env["ZITADEL_ISSUER"]);
    await subgraph.line("connected to ZITADEL; ready");
    expect(await probe(url, "/readyz")).toEqual({ status: 200, body: { status: "ok" } });
    subgraph.child.kill("SIGTERM");
    const { code, stdout, stderr } = await subgraph.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.match(/ZITADEL not ready, retrying/g)).toHaveLength(1);
  });

  it("exits with 1 and says why when what answers is not the ZITADEL that it is for", async () => {
    await using zitadel = await startEmulator();
    const { code, stderr } = await startProcess({
      ...toSubgraphEnv(zitadel),
      ZITADEL_ISSUER: zitadel.issuer.replace("localhost", "other.localhost"),
      ZITADEL_API_URL: zitadel.issuer,
    }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain("Check that ZITADEL_ISSUER");
  });

  it("ends with 0 on a signal while it waits: for a first answer, or for ZITADEL to come", async () => {
    const silent = createServer();
    await once(silent.listen(0, "localhost"), "listening");
    const asked = once(silent, "request");
    const address = silent.address();
    if (typeof address !== "object" || address === null) throw new TypeError("it listens on a port");
    const hanging = startProcess({ ...(await environmentAt(address.port)), UPSTREAM_TIMEOUT_MS: never });
    await asked;
    const waiting = startProcess({ ...(await environmentAt(await getPort())), SHUTDOWN_DELAY_MS: never });
    await waiting.url();
    for (const { child, ended } of [hanging, waiting]) {
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({ code: 0, stderr: "" });
    }
    silent.close();
    silent.closeAllConnections();
  });
}

/** What the world will be at this port. */
async function environmentAt(port: number): Promise<Readonly<Record<string, string>>> {
  await using zitadel = await startEmulator();
  return { ...toSubgraphEnv(zitadel), ZITADEL_ISSUER: `http://localhost:${port}` };
}
