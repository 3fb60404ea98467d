import { describe, expect, it } from "vitest";
import { otherLinesOf } from "../../support/observability.js";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const notFound = { status: 404, body: '{"code":5,"message":"Not Found"}', contentType: "application/json" };
const loadBalancer404 = { status: 404, body: "404 page not found\n", contentType: "text/plain" };
const v2Routes = /^\/zitadel\.user\.v2\./;
const v1Routes = /^\/(management|auth)\/v1\//;

/** Versions of ZITADEL's API called since the previous `takeVersions` or `takeCalls`. */
function takeVersions(env: TestEnv): readonly string[] {
  const paths = env.takePaths();
  return [v2Routes, v1Routes]
    .filter((routes) => paths.some((path) => routes.test(path)))
    .map((routes) => (routes === v2Routes ? "v2" : "v1"));
}

/** The logged selections of a version. */
function selectedVersions(env: TestEnv): readonly unknown[] {
  const lines = otherLinesOf(env).filter(({ msg }) => msg === "ZITADEL API version selected");
  return lines.map(({ level, version, previous }) => ({
    level,
    version,
    ...(previous !== undefined && { previous }),
  }));
}

describe("version of ZITADEL's API", () => {
  const userIdsOf = (env: TestEnv): string[] =>
    ["road-runner", "wile-coyote"].map((name) => env.zitadel.directory.user(name));

  const readContracts = async (env: TestEnv): Promise<unknown> => {
    const token = env.pat("manager");
    const { data, errors } = await queryEntities(env, userIdsOf(env), 'metadataMap(keys: ["contract"])', {
      token,
    });
    expect(errors).toEqual([]);
    return data;
  };

  const contracts = {
    _entities: [{ metadataMap: { contract: "10045" } }, { metadataMap: { contract: "10046" } }],
  };

  it("detects v2 once, at startup", async () => {
    await using env = await startTestEnv();
    expect(takeVersions(env)).toEqual(["v2"]);
    expect(await readContracts(env)).toEqual(contracts);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 2 });
  });

  it("uses v1 for reads and writes on a server without v2", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv((zitadel) => {
      zitadel.emulator.failNext(v2Routes, notFound, Number.POSITIVE_INFINITY);
      return {};
    });
    expect(takeVersions(env)).toEqual(["v2", "v1"]);
    expect(selectedVersions(env)).toEqual([{ level: 30, version: "v1" }]);
    expect(await readContracts(env)).toEqual(contracts);
    const [roadRunner = ""] = userIdsOf(env);
    const { codes } = await setUserMetadata(env, env.pat("manager"), roadRunner, [{ key: "a", value: "b" }]);
    expect(codes).toEqual([]);
    expect(takeVersions(env)).toEqual(["v1"]);
  });

  it("detects the version again, once for all users of a page, when a route returns 404", {
    tags: ["embedded"],
  }, async () => {
    await using env = await startTestEnv();
    env.takeCalls();
    // The two list calls of the page and the two calls that detect the version. Another one detects v1.
    env.emulator.failNext(v2Routes, notFound, 4);
    expect(await readContracts(env)).toEqual(contracts);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 7 });
    expect(await readContracts(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v1"]);
    env.emulator.failNext(v1Routes, notFound, 2);
    expect(await readContracts(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v2", "v1"]);
    expect(await readContracts(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v2"]);
    expect(selectedVersions(env)).toEqual([
      { level: 30, version: "v2" },
      { level: 40, version: "v1", previous: "v2" },
      { level: 40, version: "v2", previous: "v1" },
    ]);
  });

  it.each([
    ["a load balancer responds with 404 to a call", 1],
    ["a load balancer responds with 404 to all calls", Number.POSITIVE_INFINITY],
  ])("stays on v2 when %s", { tags: ["embedded"] }, async (_, times) => {
    await using env = await startTestEnv();
    env.emulator.failNext(v2Routes, loadBalancer404, times);
    const [roadRunner = ""] = userIdsOf(env);
    const token = env.pat("manager");
    const { codes } = await queryEntities(env, [roadRunner], "metadata { key }", { token });
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    const written = await setUserMetadata(env, token, roadRunner, [{ key: "a", value: "b" }]);
    expect(written.codes).toEqual(times === 1 ? [] : ["WRITE_OUTCOME_UNKNOWN"]);
    expect(takeVersions(env)).toEqual(["v2"]);
    env.emulator.reset();
    expect(await readContracts(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v2"]);
    expect(selectedVersions(env)).toEqual([{ level: 30, version: "v2" }]);
  });

  it("is not ready when neither version responds as ZITADEL, and detects v2 later", {
    tags: ["embedded"],
  }, async () => {
    await using env = await startTestEnv(({ emulator }) => {
      emulator.failNext(v2Routes, loadBalancer404);
      emulator.failNext(v1Routes, loadBalancer404);
      return {};
    });
    expect(env.log.join()).toContain("responds with status 404");
    expect(selectedVersions(env)).toEqual([]);
    await env.clock.until(() => selectedVersions(env).length > 0);
    expect(selectedVersions(env)).toEqual([{ level: 30, version: "v2" }]);
  });

  it("selects v2 when ZITADEL becomes available during the detection", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv(({ emulator }) => {
      emulator.failNext(v2Routes, loadBalancer404);
      return {};
    });
    expect(takeVersions(env)).toEqual(["v2", "v1"]);
    expect(selectedVersions(env)).toEqual([{ level: 30, version: "v2" }]);
  });

  it("selects v1 on a server that responds to v2 calls with plain text", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv(({ emulator }) => {
      emulator.failNext(v2Routes, loadBalancer404, Number.POSITIVE_INFINITY);
      return {};
    });
    expect(selectedVersions(env)).toEqual([{ level: 30, version: "v1" }]);
    expect(await readContracts(env)).toEqual(contracts);
  });

  it("returns MISCONFIGURED when the server lacks the version in ZITADEL_API_VERSION", {
    tags: ["embedded"],
  }, async () => {
    await using env = await startTestEnv({ ZITADEL_API_VERSION: "v2" });
    env.emulator.failNext(v2Routes, notFound, 2);
    const token = env.pat("manager");
    const { codes } = await queryEntities(env, userIdsOf(env), "metadata { key }", { token });
    expect(codes).toEqual(["MISCONFIGURED", "MISCONFIGURED"]);
    expect(env.log.join()).toContain("ZITADEL_API_VERSION");
  });

  it("waits for a server that is not ready instead of using v1", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv((zitadel) => {
      zitadel.emulator.failNext(v2Routes, { status: 503 });
      return {};
    });
    env.takeCalls();
    expect(await readContracts(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v2"]);
  });
});
