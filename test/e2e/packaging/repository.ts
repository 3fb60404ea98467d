import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "yaml";
import { z } from "zod";

export const repository = fileURLToPath(new URL("../../..", import.meta.url));

export function readText(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

/** A YAML file with one document, in which no key stands twice. */
export function readYaml<T>(path: string, schema: z.ZodType<T>): T {
  return schema.parse(parse(readText(path), { strict: true, uniqueKeys: true }));
}

export const { version } = z.object({ version: z.string() }).parse(JSON.parse(readText("package.json")));

/** What a commit would hold. */
export async function listFiles(): Promise<readonly string[]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await promisify(execFile)("git", list, { cwd: repository, maxBuffer: 16 * 1024 * 1024 });
  return [...new Set(stdout.split("\0").filter((path) => path !== ""))];
}

/** What the Dockerfile can copy: .dockerignore leaves everything out and lets these in. */
export function readBuildContextPaths(): readonly string[] {
  const [first, ...others] = readText(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (first !== "*") throw new Error('.dockerignore begins with something else than "*".');
  return others.map((line) => {
    const path = /^!([\w./-]+)$/.exec(line)?.[1];
    if (path === undefined)
      throw new Error(`.dockerignore says ${line}, where a name with ! before it is expected.`);
    return path;
  });
}
