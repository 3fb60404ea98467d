import { describe, expect, it } from "vitest";
import { otherLinesOf, probe } from "../../support/observability.js";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { startTestEnv, type Variables } from "../../support/test-env.js";
import { type ForwardProxy, startForwardProxy } from "../../support/forward-proxy.js";

const credentials = "Basic dXNlcjpzM2NyZXQ=";
/** Cannot be resolved: only the proxy can reach it. */
const apiUrl = "http://zitadel.test:8080";

describe("HTTP_PROXY", { tags: ["embedded"] }, () => {
  it.each(["HTTP_PROXY", "http_proxy"])(
    "tunnels every call to ZITADEL through the proxy of %s, with its credentials",
    async (variable) => {
      await using started = await startProxied(variable);
      const { env, proxy } = started;
      const { name, id } = await env.addPerson({ metadata: { plan: "gold" } });
      const opaque = await env.login(name);
      const jwt = await env.login(name, { app: "spa-jwt" });
      for (const token of [opaque, jwt]) {
        expect((await env.query("{ me { metadata { key } } }", { token })).codes).toEqual([]);
      }
      expect(
        (await setUserMetadata(env, env.pat("manager"), id, [{ key: "theme", value: "dark" }])).codes,
      ).toEqual([]);
      expect(new Set(proxy.tunnels.map(({ target }) => target))).toEqual(new Set(["zitadel.test:8080"]));
      expect(new Set(proxy.tunnels.map((tunnel) => tunnel.authorization))).toEqual(new Set([credentials]));
      expect(env.log.join()).not.toMatch(/s3cret|dXNlcjpzM2NyZXQ/);
    },
  );

  it("keeps UPSTREAM_MAX_CONNECTIONS", async () => {
    await using started = await startProxied("HTTP_PROXY", { UPSTREAM_MAX_CONNECTIONS: "2" });
    const { env, proxy } = started;
    const ids = await Promise.all(Array.from({ length: 10 }, async () => (await env.addPerson()).id));
    const { codes } = await queryEntities(env, ids, "metadata { key }", { token: env.pat("manager") });
    expect(codes).toEqual([]);
    // Two for requests, one for the subgraph's own calls.
    expect(proxy.tunnels.length).toBeLessThanOrEqual(3);
  });

  it("logs the status of a proxy that rejects the connection, without its credentials", async () => {
    await using proxy = await startForwardProxy("http://localhost:1");
    proxy.reject(407);
    await using env = await startTestEnv({
      ZITADEL_API_URL: apiUrl,
      HTTP_PROXY: `http://user:s3cret@${proxy.host}`,
    });
    expect(await probe(env.url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "UPSTREAM_UNAVAILABLE" },
    });
    expect(otherLinesOf(env).map(({ msg }) => msg)).toContain(
      "ZITADEL not ready, retrying: ZITADEL cannot be reached (Proxy response (407) !== 200 when HTTP Tunneling). Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
    );
    expect(env.log.join()).not.toMatch(/s3cret|dXNlcjpzM2NyZXQ/);
  });
});

interface Proxied extends AsyncDisposable {
  readonly env: ReplicaEnv;
  readonly proxy: ForwardProxy;
}

/** Starts a subgraph with a replica, whose only way to ZITADEL is a proxy. */
async function startProxied(variable: string, more: Variables = {}): Promise<Proxied> {
  let proxy: ForwardProxy | undefined;
  const env = await startReplicaEnv(async ({ issuer }) => {
    proxy = await startForwardProxy(issuer);
    return { ZITADEL_API_URL: apiUrl, [variable]: `http://user:s3cret@${proxy.host}`, ...more };
  });
  if (proxy === undefined) throw new TypeError("The environment did not read its variables.");
  const started = proxy;
  return {
    env,
    proxy: started,
    async [Symbol.asyncDispose]() {
      await env[Symbol.asyncDispose]();
      await started[Symbol.asyncDispose]();
    },
  };
}
