import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { startEmulator } from "../../../src/emulator/start-emulator.js";
import { environmentOf, queryAt } from "../../support/world.js";
import { buildImage } from "./build-image.js";
import { execForm, finalStage, only, readDockerfile } from "./dockerfile.js";
import { installNode24 } from "./node-24.js";
import { chmodFolders, createFolder, findSandbox } from "./sandbox.js";

const stages = readDockerfile();
const final = finalStage(stages);
const [name = "", value = ""] = only(final, "ENV").text.split("=");
const sandbox = findSandbox(Number(only(final, "USER").text.split(":")[0]));
const folder = await createFolder();
const nodes = { thisNode: join(folder, "node"), node24: "" };
let app = "";

/** Starts a command of the image, with this Node in the place of the image's. */
function start(
  node: string,
  command: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): { child: ChildProcess; output: { stdout: string; stderr: string }; ended: Promise<number | null> } {
  const [program = "", ...args] = [...sandbox.prefix(app), node, ...command.slice(1)];
  // PATH is for the sandbox's own commands: node needs none.
  const env = { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", [name]: value, ...variables };
  const child = spawn(program, args, { cwd: app, env, ...sandbox.user });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (output.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
  return { child, output, ended: once(child, "close").then(() => child.exitCode) };
}

/** Where GraphQL is served; what it said instead, when it ended. */
async function whenListening({ child, output, ended }: ReturnType<typeof start>): Promise<string> {
  const line = /^.*the subgraph is listening.*$/m;
  while (!line.test(output.stdout) && child.exitCode === null && child.signalCode === null) {
    await Promise.race([child.stdout && once(child.stdout, "data"), ended]);
  }
  const found = line.exec(output.stdout)?.[0];
  if (found === undefined) {
    await ended;
    throw new Error(`It ended before it listened: ${output.stdout}${output.stderr}`);
  }
  return z.object({ url: z.url() }).parse(JSON.parse(found)).url;
}

beforeAll(async () => {
  // A copy, for another user may not reach the folder that this Node is in.
  await copyFile(process.execPath, nodes.thisNode);
  await chmod(nodes.thisNode, 0o755);
  await mkdir(join(folder, "node-24"));
  const nodeFolder = await installNode24(join(folder, "node-24"));
  nodes.node24 = join(nodeFolder, "node");
  app = await buildImage(stages, { folder, nodeFolder });
  // Anybody may write to the folder, but for the file system; or else nobody, by its mode.
  if (sandbox.refusal === "EROFS") await chmod(app, 0o777);
  else await chmodFolders(app, 0o555);
}, 180_000);

afterAll(async () => {
  if (app !== "") await chmodFolders(app, 0o755);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe(`what the image holds, run by ${sandbox.words}`, () => {
  it("was built on Node 24, whose version every dependency accepts", async () => {
    // .npmrc says engine-strict: npm ci would have failed.
    const { stdout } = await promisify(execFile)(nodes.node24, ["--version"]);
    expect(stdout).toMatch(/^v24\./);
  });

  it("cannot be written to", async () => {
    const write = `require("node:fs").writeFileSync("dist/written", "")`;
    const { ended, output } = start(nodes.thisNode, ["node", "-e", write]);
    expect(await ended).not.toBe(0);
    expect(output.stderr).toContain(sandbox.refusal);
  });

  it.each([
    ["the Node of the tests", "thisNode"],
    ["Node 24", "node24"],
  ] as const)(
    "on %s serves, says that it lives, and ends with 0 on SIGTERM",
    async (_, key) => {
      await using zitadel = await startEmulator();
      const variables = { ...environmentOf(zitadel), SHUTDOWN_DELAY_MS: "0" };
      const subgraph = start(nodes[key], execForm(only(final, "ENTRYPOINT")), variables);
      const url = await whenListening(subgraph);
      const { accessToken } = await zitadel.issueTokens(
        "road-runner",
        "spa",
        "openid urn:zitadel:iam:user:metadata",
      );
      const { data } = await queryAt(url)("{ me { metadata { key } } }", { token: accessToken });
      expect(data).toMatchObject({ me: { metadata: [{}, {}, {}] } });

      const healthcheck = execForm(only(final, "HEALTHCHECK"));
      const PORT = new URL(url).port;
      expect(await start(nodes[key], healthcheck, { PORT }).ended).toBe(0);
      subgraph.child.kill("SIGTERM");
      expect({ code: await subgraph.ended, stderr: subgraph.output.stderr }).toEqual({ code: 0, stderr: "" });
      expect(await start(nodes[key], healthcheck, { PORT }).ended).toBe(1);
    },
    60_000,
  );
});
