import { expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { startForwardProxy } from "../../support/forward-proxy.js";
import { createQuery } from "../../support/query.js";
import { toSubgraphEnv } from "../../support/test-env.js";
import { startOtlpReceiver } from "../../support/tracing.js";
import { startProcess, withoutDeadlines } from "../subgraph-process.js";
import { certificateFile, startTlsTerminator } from "./tls-terminator.js";

export function describeProxy(): void {
  it("calls ZITADEL through HTTPS_PROXY with TLS, and trusts NODE_EXTRA_CA_CERTS", async () => {
    await using zitadel = await startEmulator();
    await using tls = await startTlsTerminator(zitadel.issuer);
    await using proxy = await startForwardProxy(tls.origin);
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      ZITADEL_API_URL: "https://zitadel.test",
      HTTPS_PROXY: `http://user:s3cret@${proxy.host}`,
      NODE_EXTRA_CA_CERTS: certificateFile,
    });
    const url = await subgraph.url();
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", "openid");
    expect((await createQuery(url)("{ me { id } }", { token: accessToken })).codes).toEqual([]);
    expect(new Set(proxy.tunnels.map(({ target }) => target))).toEqual(new Set(["zitadel.test:443"]));
    expect(subgraph.log()).toContain(`"proxy":"http://${proxy.host}"`);
    subgraph.child.kill("SIGKILL");
    const { stdout, stderr } = await subgraph.exited;
    expect(stdout + stderr).not.toContain("s3cret");
  });

  it("names NODE_EXTRA_CA_CERTS if the authority of a certificate is unknown", async () => {
    await using zitadel = await startEmulator();
    await using tls = await startTlsTerminator(zitadel.issuer);
    await using proxy = await startForwardProxy(tls.origin);
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ZITADEL_API_URL: "https://zitadel.test",
      HTTPS_PROXY: `http://${proxy.host}`,
    });
    expect(await subgraph.waitForLine("ZITADEL not ready")).toContain("Set NODE_EXTRA_CA_CERTS");
    subgraph.child.kill("SIGKILL");
    await subgraph.exited;
  });

  it("sends traces through HTTP_PROXY", async () => {
    await using zitadel = await startEmulator();
    await using receiver = await startOtlpReceiver();
    await using proxy = await startForwardProxy(receiver.url);
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      SHUTDOWN_DELAY_MS: "0",
      HTTP_PROXY: `http://user:s3cret@${proxy.host}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.test:4318",
      DEBUG: "*",
    });
    await createQuery(await subgraph.url())("query Mine { me { id } }");
    subgraph.child.kill("SIGTERM");
    const { stdout, stderr } = await subgraph.exited;
    expect(receiver.spans.map(({ name }) => name)).toContain("query Mine");
    expect(proxy.tunnels[0]).toEqual({
      target: "collector.test:4318",
      authorization: "Basic dXNlcjpzM2NyZXQ=",
    });
    expect(stdout + stderr).not.toMatch(/s3cret|dXNlcjpzM2NyZXQ/);
  });
}
