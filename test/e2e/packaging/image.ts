import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import { startEmulator } from "zitadel-emulator";
import { withoutDeadlines } from "../subgraph-process.js";
import { toSubgraphEnv } from "../../support/test-env.js";
import { createQuery } from "../../support/query.js";
import { buildImage } from "./build-image.js";
import { parseExecForm, finalStage, requireSingle, readDockerfile } from "./dockerfile.js";
import { chmodFolders, createFolder, findSandbox } from "./sandbox.js";

const stages = readDockerfile();
const final = finalStage(stages);
const [name = "", value = ""] = requireSingle(final, "ENV").text.split("=");

/** Prevents the processes of the image from writing. */
export const sandbox = findSandbox(Number(requireSingle(final, "USER").text.split(":")[0]));

interface StartedCommand {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exited: Promise<number | null>;
}

/** The content of the image in a folder. */
export interface Image extends AsyncDisposable {
  /** Starts a command of the image. Uses the Node.js of the build instead of that in the image. */
  readonly start: (
    command: readonly string[],
    variables?: Readonly<Record<string, string>>,
  ) => StartedCommand;
}

/**
 * Builds the image with the Node in this folder. `packages`: an existing node_modules; then nothing is
 * installed.
 */
export async function createImage(nodeFolder: string, packages?: string): Promise<Image> {
  const folder = await createFolder();
  // A copy, because the sandbox's user may not have access to the folder of this Node.js.
  const node = join(folder, "node");
  await copyFile(join(nodeFolder, "node"), node);
  await chmod(node, 0o755);
  const app = await buildImage(stages, { folder, nodeFolder, packages });
  // With a read-only file system the mode allows writing, so that only the file system prevents it.
  if (sandbox.errorCode === "EROFS") await chmod(app, 0o777);
  else await chmodFolders(app, 0o555);
  return {
    start(command, variables = {}) {
      const [program = "", ...args] = [...sandbox.prefix(app), node, ...command.slice(1)];
      // The commands of the sandbox need PATH. Node.js does not.
      const env = { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", [name]: value, ...variables };
      const child = spawn(program, args, { cwd: app, env, ...sandbox.user });
      onTestFinished(() => {
        child.kill("SIGKILL");
      });
      const output = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk) => (output.stdout += String(chunk)));
      child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
      return { child, output, exited: once(child, "close").then(() => child.exitCode) };
    },
    async [Symbol.asyncDispose]() {
      await chmodFolders(app, 0o755);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function expectNotWritable({ start }: Image): Promise<void> {
  const write = `require("node:fs").writeFileSync("dist/written", "")`;
  const { exited, output } = start(["node", "-e", write]);
  expect(await exited).not.toBe(0);
  expect(output.stderr).toContain(sandbox.errorCode);
}

/** Expects responses to queries, a successful health check and exit code 0 on SIGTERM. */
export async function expectServes({ start }: Image): Promise<void> {
  await using zitadel = await startEmulator();
  const variables = { ...toSubgraphEnv(zitadel), ...withoutDeadlines, SHUTDOWN_DELAY_MS: "0" };
  const subgraph = start(parseExecForm(requireSingle(final, "ENTRYPOINT")), variables);
  const url = await waitForUrl(subgraph);
  const scope = "openid urn:zitadel:iam:user:metadata";
  const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
  const { data } = await createQuery(url)("{ me { metadata { key } } }", { token: accessToken });
  expect(data).toMatchObject({ me: { metadata: [{}, {}, {}] } });

  const healthcheck = parseExecForm(requireSingle(final, "HEALTHCHECK"));
  const PORT = new URL(url).port;
  expect(await start(healthcheck, { PORT }).exited).toBe(0);
  subgraph.child.kill("SIGTERM");
  expect({ code: await subgraph.exited, stderr: subgraph.output.stderr }).toEqual({ code: 0, stderr: "" });
  expect(await start(healthcheck, { PORT }).exited).toBe(1);
}

/**
 * Waits until the server listens and returns its GraphQL URL. Throws with the output if the process exits.
 */
async function waitForUrl({ child, output, exited }: StartedCommand): Promise<string> {
  const line = /^.*server listening.*$/m;
  while (!line.test(output.stdout) && child.exitCode === null && child.signalCode === null) {
    await Promise.race([child.stdout && once(child.stdout, "data"), exited]);
  }
  const found = line.exec(output.stdout)?.[0];
  if (found === undefined) {
    await exited;
    throw new Error(`The process exited before it listened: ${output.stdout}${output.stderr}`);
  }
  return z.object({ url: z.url() }).parse(JSON.parse(found)).url;
}
