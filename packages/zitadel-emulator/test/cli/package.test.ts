import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

const run = promisify(execFile);
const source = fileURLToPath(new URL("../../", import.meta.url));
const rootModules = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));
const packed = z.tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })]);
const manifest = z.object({
  bin: z.object({ "zitadel-emulator": z.string() }),
});

/** A project outside this repository with the installed tarball. */
let project: string;
let installed: string;
let files: string[];

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), "package-")));
  installed = join(project, "node_modules/zitadel-emulator");
  const { stdout } = await run("npm", ["pack", "--json", "--offline", "--pack-destination", project], {
    cwd: source,
  });
  const [{ filename, files: packedFiles }] = packed.parse(JSON.parse(stdout));
  files = packedFiles.map(({ path }) => path);
  await writeFile(join(project, "package.json"), '{"type":"module"}');
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(project, filename)], {
    cwd: project,
  });
});
afterAll(() => rm(project, { recursive: true }));

async function readManifest(): Promise<z.infer<typeof manifest>> {
  return manifest.parse(JSON.parse(await readFile(join(installed, "package.json"), "utf8")));
}

it("contains the compiled modules, their types and the documents, and no other file", async () => {
  const modules = (await readdir(join(source, "src"), { recursive: true })).filter((name) =>
    name.endsWith(".ts"),
  );
  const compiled = modules.flatMap((name) =>
    [".js", ".d.ts"].map((end) => `dist/${name.replace(/\.ts$/, end)}`),
  );
  expect(files.toSorted()).toEqual(["LICENSE", "README.md", "package.json", ...compiled].toSorted());
});

it("starts an emulator from a plain Node script", async () => {
  const script = `
    import { startEmulator } from "zitadel-emulator";
    const emulator = await startEmulator();
    const response = await fetch(emulator.issuer + "/.well-known/openid-configuration");
    console.log(JSON.stringify({ started: emulator.issuer, ...(await response.json()) }));
    await emulator[Symbol.asyncDispose]();
  `;
  await writeFile(join(project, "start.mjs"), script);
  const { stdout, stderr } = await run(process.execPath, ["start.mjs"], { cwd: project });
  const { started, issuer } = z.object({ started: z.url(), issuer: z.url() }).parse(JSON.parse(stdout));
  expect({ issuer, stderr }).toEqual({ issuer: started, stderr: "" });
});

it("prints the usage of the command with --help", async () => {
  const { bin } = await readManifest();
  const command = join(installed, bin["zitadel-emulator"]);
  expect(await readFile(command, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  const { stdout } = await run(process.execPath, [command, "--help"], { cwd: project });
  expect(stdout).toMatch(/^zitadel-emulator \[--port 8080\] \[--seed file\.json\]\n/);
});

it("declares the types of its API", async () => {
  const script = `
    import { type Emulator, type Fault, type Seed, startEmulator } from "zitadel-emulator";
    const seed: Seed = {
      organizations: { acme: { displayName: "ACME", primaryDomain: "acme.localhost" } },
      people: { ada: { organization: "acme", metadata: { plan: "gold" } } },
      serviceUsers: {},
      projects: {},
    };
    const fault: Fault = { status: 503 };
    const emulator: Emulator = await startEmulator({ seed });
    emulator.failNext("/oauth/v2/token", fault);
    // @ts-expect-error -- The fault does not exist.
    emulator.failNext("/oauth/v2/token", "no such fault");
  `;
  await writeFile(join(project, "types.ts"), script);
  const tsc = join(rootModules, "typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
  const types = ["--types", "node", "--typeRoots", join(rootModules, "@types")];
  const { stdout } = await run(process.execPath, [tsc, ...options, ...types, "types.ts"], { cwd: project });
  expect(stdout).toBe("");
});

it("runs in a Vitest file of ten lines", async () => {
  const script = `
    import { expect, test } from "vitest";
    import { startEmulator } from "zitadel-emulator";
    test("userinfo contains the user's metadata", async () => {
      await using zitadel = await startEmulator();
      const scope = "openid urn:zitadel:iam:user:metadata";
      const { accessToken } = await zitadel.issueTokens("wile-coyote", "spa", scope);
      const headers = { authorization: "Bearer " + accessToken };
      const response = await fetch(zitadel.issuer + "/oidc/v1/userinfo", { headers });
      expect(await response.json()).toMatchObject({ "urn:zitadel:iam:user:metadata": { contract: "MTAwNDY" } });
    });
  `;
  await writeFile(join(project, "userinfo.test.ts"), script);
  await symlink(join(rootModules, "vitest"), join(project, "node_modules/vitest"));
  const vitest = join(rootModules, "vitest/vitest.mjs");
  // Without a timeout: on a busy machine, the first request can take longer than Vitest's default.
  const options = ["run", "--root", project, "--testTimeout", "0"];
  const { stdout } = await run(process.execPath, [vitest, ...options], { cwd: project });
  expect(stdout).toMatch(/Tests\s.*1 passed/);
});

it("serves a gRPC client with the dependencies that it declares", async () => {
  const script = `
    import { createClient } from "@connectrpc/connect";
    import { createGrpcTransport } from "@connectrpc/connect-node";
    import { UserService } from "@zitadel/proto/zitadel/user/v2/user_service_pb.js";
    import { startEmulator } from "zitadel-emulator";
    const zitadel = await startEmulator();
    const headers = { authorization: "Bearer " + zitadel.directory.personalAccessToken("manager") };
    const users = createClient(UserService, createGrpcTransport({ baseUrl: zitadel.issuer }));
    const userId = zitadel.directory.user("road-runner");
    const { user } = await users.getUserByID({ userId }, { headers });
    console.log(user.username);
    await zitadel[Symbol.asyncDispose]();
  `;
  await writeFile(join(project, "grpc.mjs"), script);
  const { stdout } = await run(process.execPath, ["grpc.mjs"], { cwd: project });
  expect(stdout).toBe("road-runner\n");
});
