import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
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
  dependencies: z.record(z.string(), z.string()),
  bin: z.object({ "zitadel-emulator": z.string() }),
});

/** A project outside this repository with the extracted tarball and its declared dependencies in node_modules. */
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
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(project, filename), "-C", installed, "--strip-components=1"]);
  for (const name of Object.keys((await readManifest()).dependencies)) {
    await symlink(join(rootModules, name), join(project, "node_modules", name));
  }
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
  await writeFile(join(project, "package.json"), '{"type":"module"}');
  await writeFile(join(project, "types.ts"), script);
  const tsc = join(rootModules, "typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
  const types = ["--types", "node", "--typeRoots", join(rootModules, "@types")];
  const { stdout } = await run(process.execPath, [tsc, ...options, ...types, "types.ts"], { cwd: project });
  expect(stdout).toBe("");
});
