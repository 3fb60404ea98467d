import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startEmulator } from "../../src/emulator/start-emulator.js";
import { readAnswer } from "../support/answer.js";
import { environmentOf } from "../support/world.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(env: Readonly<Record<string, string>>): {
  child: ChildProcess;
  ended: Promise<Ended>;
  line: () => Promise<string>;
} {
  // A test that fails on its way must not leave it running.
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: root,
    env: { ...env, NODE_ENV: "production" },
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  return {
    child,
    ended: once(child, "close").then(() => ({ code: child.exitCode, stdout, stderr })),
    async line() {
      while (!stdout.includes("the subgraph is listening")) {
        await once(child.stdout, "data");
      }
      return stdout.split("\n").find((line) => line.includes("the subgraph is listening")) ?? "";
    },
  };
}

/** `npm run build`, then `npm start`, as whoever runs it does. */
describe("the production build", () => {
  beforeAll(async () => {
    await promisify(execFile)("npm", ["run", "-s", "build"], { cwd: root });
  }, 60_000);

  it("does not hold the emulator, nor anything else that is for development", () => {
    expect(existsSync(`${root}/dist/main.js`)).toBe(true);
    expect(
      ["emulator", "dev", "dev.js", "token.js"].filter((name) => existsSync(`${root}/dist/${name}`)),
    ).toEqual([]);
  });

  it("says what to set, all at once, and exits with 1, when nothing is set", async () => {
    const { code, stdout, stderr } = await start({}).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n")).toEqual([
      "The configuration is not complete or not right. These 2 variables are to be mended:",
      "  ZITADEL_ISSUER: found nothing, expected the issuer exactly as in ZITADEL's discovery document: https:// and a host, no path, no final slash (http:// only for localhost)",
      "  ZITADEL_PROJECT_ID: found nothing, expected the id of the ZITADEL project that this API belongs to",
      "",
    ]);
  });

  it("serves another ZITADEL whose variables are set, and ends with 0 on SIGTERM", async () => {
    await using zitadel = await startEmulator();
    const subgraph = start(environmentOf(zitadel));
    const { url }: { url: string } = JSON.parse(await subgraph.line());
    const { accessToken } = await zitadel.issueTokens(
      "road-runner",
      "spa",
      "openid urn:zitadel:iam:user:metadata",
    );
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ query: "{ me { metadata { key } } }" }),
    });
    expect((await readAnswer(response)).data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
    subgraph.child.kill("SIGTERM");
    const { code, stderr } = await subgraph.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("says in words that the port is taken", async () => {
    await using zitadel = await startEmulator();
    const port = new URL(zitadel.issuer).port;
    const { code, stderr } = await start({ ...environmentOf(zitadel), PORT: port }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).toContain("set PORT to a free port");
  });
});
