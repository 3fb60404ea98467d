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

/** Reads a YAML file with a single document and without duplicate keys. */
export function readYaml<T>(path: string, schema: z.ZodType<T>): T {
  return schema.parse(parse(readText(path), { strict: true, uniqueKeys: true }));
}

export const { version } = z.object({ version: z.string() }).parse(JSON.parse(readText("package.json")));

/** Lists the files that a commit would contain. */
export async function listFiles(): Promise<readonly string[]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await promisify(execFile)("git", list, { cwd: repository, maxBuffer: 16 * 1024 * 1024 });
  return [...new Set(stdout.split("\0").filter((path) => path !== ""))];
}

/** Paths that the Dockerfile can copy: .dockerignore excludes everything except these. */
export function readBuildContextPaths(): readonly string[] {
  const [first, ...others] = readText(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (first !== "*") throw new Error('The first line of .dockerignore is not "*".');
  return others.map((line) => {
    const path = /^!([\w./-]+)$/.exec(line)?.[1];
    if (path === undefined)
      throw new Error(`Unexpected line in .dockerignore: "${line}". Expected ! and a path.`);
    return path;
  });
}
