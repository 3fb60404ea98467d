import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { startEmulator } from "zitadel-emulator";
import { startOtlpReceiver } from "../../support/otlp-receiver.js";
import { root, startProcess, withoutDeadlines } from "../../support/subgraph-process.js";
import { toSubgraphEnv, createQuery } from "../../support/test-env.js";
import { describeReplica } from "./replica.js";
import { describeSignals } from "./signals.js";
import { describeShutdown } from "./shutdown.js";
import { describeShutdownUnderLoad } from "./shutdown-under-load.js";
import { describeReadiness } from "./readiness.js";

/** What `npm run build` wrote at the start of the run (build-once.ts), run as `npm start` runs it. */
const build = inject("build");

describe("the production build", () => {
  it("does not hold the emulator, nor anything else that is for development", async () => {
    const sources = await sourcesOf(build);
    expect(sources).toEqual(expect.arrayContaining(["src/main.ts", "src/commands/verify-replica/main.ts"]));
    expect(sources.filter((path) => /^src\/(emulator|dev|dev\.ts|token\.ts)/.test(path))).toEqual([]);
    expect(sources.filter((path) => /node_modules\/(tsx|vitest|chokidar|pino-pretty)\//.test(path))).toEqual(
      [],
    );
  });

  it("holds the license of every package in it", async () => {
    const licenses = await readFile(`${build}/LICENSES.txt`, "utf8");
    const packages = (await sourcesOf(build)).flatMap(
      (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
    expect(packages).toContain("@apollo/server");
    const isListed = (name: string): boolean =>
      new RegExp(`^${name} \\d+\\.\\S+ \\(.+\\)$`, "m").test(licenses);
    expect(packages.filter((name) => !isListed(name))).toEqual([]);
  });

  it("says what to set, all at once, and exits with 1, when nothing is set", async () => {
    const { code, stdout, stderr } = await startProcess({}).exited;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n")).toEqual([
      "Invalid configuration (2 problems):",
      "  ZITADEL_ISSUER: missing; expected the issuer from ZITADEL's discovery document: https:// and a host, without path or trailing slash (http:// only for localhost)",
      "  ZITADEL_PROJECT_ID: missing; expected the id of the ZITADEL project that this API belongs to",
      "",
    ]);
  });

  it("serves another ZITADEL whose variables are set, and ends with 0 on SIGTERM", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      // It is over some time: how long it takes is not measured.
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

  it("sends traces, whose packages it loads from a file of their own", async () => {
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

  it("says in words that the port is taken", async () => {
    await using zitadel = await startEmulator();
    const port = new URL(zitadel.issuer).port;
    const { code, stderr } = await startProcess({ ...toSubgraphEnv(zitadel), PORT: port }).exited;
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).toContain("set PORT to a free port");
  });

  describe("waiting for ZITADEL", describeReadiness);
  describe("signals", describeSignals);
  describe("stopping", describeShutdown);
  describe("a replica", describeReplica);
  describe("stopping under load", describeShutdownUnderLoad);
});

/** What the build was made of, as paths from the root on. */
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
