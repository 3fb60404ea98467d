import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it, vi } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { routes } from "../../support/zitadel-calls.js";
import { createQuery } from "../../support/query.js";
import { longTimeout } from "../../support/test-clock.js";
import { isConnectionRefused, preload, startProcess, withoutDeadlines } from "../subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";

const meQuery = "{ me { metadata { key } } }";
const scope = "openid urn:zitadel:iam:user:metadata";
/** Extends the 250 ms for the last responses, which may be too short on a slow machine. */
const longFinalResponseDelay = `
  const set = globalThis.setTimeout;
  globalThis.setTimeout = (callback, ms, ...rest) => set(callback, ms === 250 ? 3_600_000 : ms, ...rest);`;
const set = "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }";

export function describeShutdown(): void {
  it("responds to in-flight requests, then exits without waiting for idle keep-alive connections", async () => {
    await using zitadel = await startEmulator();
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
    const subgraph = startProcess({ ...toSubgraphEnv(zitadel), ...withoutDeadlines, SHUTDOWN_DELAY_MS: "0" });
    const url = await subgraph.url();
    const query = createQuery(url);
    await query(meQuery, { token: accessToken });
    const heldCall = zitadel.holdNext(routes.userinfo);
    const response = query(meQuery, { token: accessToken });
    await heldCall.arrived;
    subgraph.child.kill("SIGTERM");
    await untilClosed(url);
    heldCall.release();
    expect((await response).data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
    expect(await subgraph.exited).toMatchObject({ code: 0, stderr: "" });
  });

  it("responds to a request on an open connection after it stopped accepting connections", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({ ...toSubgraphEnv(zitadel), ...withoutDeadlines, SHUTDOWN_DELAY_MS: "0" });
    const url = await subgraph.url();
    const socket = await connectTo(url);
    socket.write("GET /livez HTTP/1.1\r\nhost: ");
    // After this response the subgraph has received the bytes that were sent before.
    await fetch(new URL("/livez", url));
    subgraph.child.kill("SIGTERM");
    await untilClosed(url);
    socket.write("a\r\n\r\n");
    const response = await text(socket);
    expect(response).toMatch(/^HTTP\/1\.1 200 /);
    expect(response.toLowerCase()).toContain("connection: close");
    expect(await subgraph.exited).toMatchObject({ code: 0, stderr: "" });
  });

  it("sends a started response completely, then closes its connection", async () => {
    await using zitadel = await startEmulator();
    zitadel.addUser("hoarder", { metadata: { a: "x".repeat(1024 * 1024) } });
    const { accessToken } = await zitadel.issueTokens("hoarder", "spa", scope);
    const subgraph = startProcess({ ...toSubgraphEnv(zitadel), ...withoutDeadlines, SHUTDOWN_DELAY_MS: "0" });
    const url = await subgraph.url();
    const aliases = Array.from({ length: 30 }, (_, n) => `v${n}: value`).join(" ");
    const body = JSON.stringify({ query: `{ me { metadata { ${aliases} } } }` });
    const socket = await connectTo(url);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${accessToken}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    // The response exceeds the socket buffers, so the subgraph cannot send all of it until the test reads it.
    await once(socket, "readable");
    subgraph.child.kill("SIGTERM");
    await untilClosed(url);
    const response = await text(socket);
    expect(response).toMatch(/^HTTP\/1\.1 200 [^]*keep-alive/);
    expect(response.slice(-5)).toBe("]}}}\n");
    expect(response.length).toBeGreaterThan(30 * 1024 * 1024);
    expect(await subgraph.exited).toMatchObject({ code: 0, stderr: "" });
  });

  it("exits despite a connection that never sent a request", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({ ...toSubgraphEnv(zitadel), ...withoutDeadlines, SHUTDOWN_DELAY_MS: "0" });
    const socket = await connectTo(await subgraph.url());
    socket.resume();
    subgraph.child.kill("SIGTERM");
    expect(await subgraph.exited).toMatchObject({ code: 0, stderr: "" });
  });

  it("rejects pending reads, writes and token checks at the end of the grace period", async () => {
    await using zitadel = await startEmulator();
    const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
    const manager = zitadel.directory.personalAccessToken("manager");
    const userId = zitadel.directory.user("wile-coyote");
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      SHUTDOWN_DELAY_MS: "0",
      ...preload(longFinalResponseDelay),
      SHUTDOWN_GRACE_MS: "300",
    });
    const url = await subgraph.url();
    zitadel.failNext(routes.userinfo, "hang");
    zitadel.failNext(routes.set, "hang");
    const query = createQuery(url);
    const read = query(meQuery, { token: accessToken });
    const input = { userId, entries: [{ key: "a", value: "b" }] };
    const write = query(set, { token: manager, variables: { input } });
    await vi.waitFor(() => {
      const paths = zitadel.calls.map(({ path }) => path);
      expect(paths.some((path) => routes.userinfo.test(path))).toBe(true);
      expect(paths.some((path) => routes.set.test(path))).toBe(true);
    }, longTimeout);
    const heldCall = zitadel.holdNext("/oauth/v2/introspect");
    const check = query(meQuery, { token: accessToken });
    await heldCall.arrived;
    subgraph.child.kill("SIGTERM");
    expect((await read).codes).toEqual(["UPSTREAM_TIMEOUT"]);
    expect((await write).codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
    expect((await check).codes).toEqual(["UPSTREAM_TIMEOUT"]);
    const { code, stdout, stderr } = await subgraph.exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/"requests":3.*aborted in-flight requests/);
    expect(stdout).toContain("set SHUTDOWN_GRACE_MS greater than REQUEST_TIMEOUT_MS");
  });
}

async function connectTo(url: string): Promise<ReturnType<typeof connect>> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}

async function untilClosed(url: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await isConnectionRefused(url)).toBe(true);
  }, longTimeout);
}
