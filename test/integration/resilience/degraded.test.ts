import { describe, expect, it } from "vitest";
import type { Fault } from "zitadel-emulator";
import { probe } from "../../support/observability.js";
import { queryEntities } from "../../support/query.js";
import { startTestEnv } from "../../support/test-env.js";
import { routes } from "../../support/zitadel-calls.js";

const discoveryPath = "/.well-known/openid-configuration";
const html = "<html>";
const unavailable = "UPSTREAM_UNAVAILABLE";
const invalid = "UPSTREAM_INVALID_RESPONSE";
const ok = { status: 200, body: { status: "ok" } };
/** Reached only by a test that hangs. */
const pollOptions = { timeout: 60_000 };

describe("readiness during an outage of ZITADEL", { tags: ["embedded"] }, () => {
  const degraded = { status: 200, body: { status: "degraded", codes: ["UPSTREAM_UNAVAILABLE"] } };

  it("stays ready, reports degraded and probes ZITADEL in the background", async () => {
    await using env = await startTestEnv();
    const { emulator, url } = env;
    const token = await env.login("road-runner");
    emulator.failNext("/oauth/v2/introspect", { status: 503, body: html }, 3);
    expect((await env.query("{ me { id } }", { token })).codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    const held = emulator.holdNext(discoveryPath);
    env.takePaths();
    expect(await probe(url, "/readyz")).toEqual(degraded);
    await held.arrived;
    // One probe is pending, and /readyz does not wait for it.
    for (let n = 0; n < 4; n++) {
      await env.clock.advance(400);
      expect(await probe(url, "/readyz")).toEqual(degraded);
    }
    expect(env.takePaths()).toEqual([discoveryPath]);
    held.release();
    await expect
      .poll(() => probe(url, "/readyz"), pollOptions)
      .toEqual({ status: 200, body: { status: "ok" } });
  });

  it.each<[string, Fault, string]>([
    ["500", { status: 500, body: '{"code":"internal","message":""}' }, unavailable],
    ["404 of a load balancer", { status: 404, body: html, contentType: "text/html" }, unavailable],
    ["403 of a firewall", { status: 403, body: html, contentType: "text/html" }, invalid],
  ])(
    "reports degraded while one kind of call fails with %s and all others succeed",
    async (_, fault, code) => {
      await using env = await startTestEnv();
      const { emulator, url } = env;
      const userId = env.zitadel.directory.user("road-runner");
      const read = (): Promise<unknown> =>
        queryEntities(env, [userId], "metadata { key }", { token: env.pat("manager") });
      env.takePaths();
      emulator.failNext(routes.list, fault);
      await read();
      const failing = { status: 200, body: { status: "degraded", codes: [code] } };
      expect(await probe(url, "/readyz")).toEqual(failing);
      // Token checks and the probe in the background succeed.
      expect((await env.query("{ me { id } }", { token: await env.login("road-runner") })).codes).toEqual([]);
      await expect.poll(() => env.takePaths().includes(discoveryPath), pollOptions).toBe(true);
      expect(await probe(url, "/readyz")).toEqual(failing);
      await read();
      expect(await probe(url, "/readyz")).toEqual(ok);
      emulator.failNext(routes.list, fault);
      await read();
      await env.clock.advance(30_000);
      expect(await probe(url, "/readyz")).toEqual(ok);
    },
  );

  it("probes ZITADEL at most once per second", async () => {
    await using env = await startTestEnv();
    const { emulator, url } = env;
    emulator.failNext(/./, { status: 503, body: html }, Number.POSITIVE_INFINITY);
    await env.query("{ me { id } }", { token: await env.login("road-runner") });
    env.takePaths();
    for (let second = 0; second < 4; second++) {
      for (let n = 0; n < 10; n++) expect(await probe(url, "/readyz")).toEqual(degraded);
      let probes = 0;
      const countProbes = async (): Promise<number> => {
        // The previous probe may still be pending.
        await probe(url, "/readyz");
        return (probes += env.takePaths().length);
      };
      await expect.poll(countProbes, pollOptions).toBe(1);
      await env.clock.advance(999);
      expect(await probe(url, "/readyz")).toEqual(degraded);
      expect(env.takePaths()).toEqual([]);
      await env.clock.advance(1);
    }
  });
});
