import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { startEmulator } from "zitadel-emulator";
import { startOtlpReceiver } from "../../support/tracing.js";
import { root, startProcess, withoutDeadlines } from "../subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";
import { createQuery } from "../../support/query.js";
import { describeGeneratedCode } from "./generated-code.js";
import { describeProxy } from "./proxy.js";
import { describeReplica } from "./replica.js";
import { describeSignals } from "./signals.js";
import { describeShutdown } from "./shutdown.js";
import { describeShutdownUnderLoad } from "./shutdown-under-load.js";
import { describeReadiness } from "./readiness.js";

/**
 * The output of `npm run build` at the start of the test run (build-once.ts). The tests start it in the same
 * way as `npm start`.
 */
const build = inject("build");

describe("the production build", () => {
  it("excludes the emulator and other development code", async () => {
    const sources = await sourcesOf(build);
    expect(sources).toEqual(
      expect.arrayContaining([
        "src/main.ts",
        "src/commands/metadata/main.ts",
        "src/commands/verify-replica/main.ts",
      ]),
    );
    expect(
      sources.filter((path) => /^(packages\/|src\/commands\/(dev|token|print-schema))/.test(path)),
    ).toEqual([]);
    expect(sources.filter((path) => /node_modules\/(tsx|vitest|chokidar|pino-pretty)\//.test(path))).toEqual(
      [],
    );
  });

  it("includes the license of every bundled package", async () => {
    const licenses = await readFile(`${build}/LICENSES.txt`, "utf8");
    const packages = (await sourcesOf(build)).flatMap(
      (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
    expect(packages).toContain("@apollo/server");
    const isListed = (name: string): boolean =>
      new RegExp(`^${name} \\d+\\.\\S+ \\(.+\\)$`, "m").test(licenses);
    expect(packages.filter((name) => !isListed(name))).toEqual([]);
  });

  it("lists all missing variables and exits with code 1 if none is set", async () => {
    const { code, stdout, stderr } = await startProcess({}).exited;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n")).toEqual([
      "Invalid configuration (2 problems):",
      "  ZITADEL_ISSUER: missing; expected the issuer from ZITADEL's discovery document: https:// and a host, without path or trailing slash",
      "  ZITADEL_PROJECT_ID: missing; expected the id of the ZITADEL project that this API belongs to",
      "",
    ]);
  });

  it("responds to queries with a configured ZITADEL, and exits with code 0 on SIGTERM", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      // Not 0, so that the delay is part of the test. Its length is not measured.
      SHUTDOWN_DELAY_MS: "1",
    });
    const url = await subgraph.url();
    const { accessToken } = await zitadel.issueTokens(
      "road-runner",
      "spa",
      "openid urn:zitadel:iam:user:metadata",
    );
    const { data } = await createQuery(url)("{ me { metadata { key } } }", { token: accessToken });
    expect(data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
    subgraph.child.kill("SIGTERM");
    const { code, stderr } = await subgraph.exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("logs well-formed JSON, also of keys that clients send", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({ ...toSubgraphEnv(zitadel), ...withoutDeadlines });
    const mutation =
      "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { userErrors { code } } }";
    const input = { userId: "1", entries: [{ key: "\ud83d", value: "x" }] };
    const token = zitadel.directory.personalAccessToken("manager");
    await createQuery(await subgraph.url())(mutation, { token, variables: { input } });
    const line = await subgraph.waitForLine('"keys"');
    expect(JSON.parse(line)).toMatchObject({ keys: ["\ufffd"] });
  });

  it("sends traces, with the tracing packages in a separate chunk", async () => {
    await using zitadel = await startEmulator();
    await using receiver = await startOtlpReceiver();
    const variables = { SHUTDOWN_DELAY_MS: "0", OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const subgraph = startProcess({ ...toSubgraphEnv(zitadel), ...withoutDeadlines, ...variables });
    const { data } = await createQuery(await subgraph.url())("query Mine { me { id } }");
    expect(data).toEqual({ me: null });
    subgraph.child.kill("SIGTERM");
    await subgraph.exited;
    expect(receiver.spans.map(({ name }) => name)).toContain("query Mine");
  });

  it("explains that the port is in use", async () => {
    await using zitadel = await startEmulator();
    const port = new URL(zitadel.issuer).port;
    const { code, stderr } = await startProcess({ ...toSubgraphEnv(zitadel), PORT: port }).exited;
    expect(code).toBe(1);
    expect(stderr).toBe(`PORT: port ${port} is in use. Set PORT to a free port.\n`);
  });

  it("names HOST if it cannot listen on its value", async () => {
    await using zitadel = await startEmulator();
    const { code, stderr } = await startProcess({ ...toSubgraphEnv(zitadel), HOST: "foo.invalid" }).exited;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^HOST: cannot listen on "foo\.invalid" \(E\w+\)\. Set HOST to an address of this machine\.\n$/,
    );
  });

  describe("readiness", describeReadiness);
  describe("signals", describeSignals);
  describe("shutdown", describeShutdown);
  describe("proxy", describeProxy);
  describe("generated code", describeGeneratedCode);
  describe("replica", describeReplica);
  describe("shutdown under load", describeShutdownUnderLoad);
});

/** Source files of the build from its source maps, as paths relative to the project root. */
async function sourcesOf(folder: string): Promise<readonly string[]> {
  const maps = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".map"));
  const all = maps.map(async (name) => {
    const map = join(folder, name);
    const { sources } = sourceMapSchema.parse(JSON.parse(await readFile(map, "utf8")));
    return sources.map((source) => relative(root, resolve(dirname(map), source)));
  });
  return (await Promise.all(all)).flat();
}

const sourceMapSchema = z.object({ sources: z.array(z.string()) });
