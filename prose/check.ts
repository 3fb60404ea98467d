/**
 * Prints the rejected words below the given paths, and exits with 1 if there are any. Without a path it
 * checks the whole repository: the files that git tracks or would add.
 */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { normalize } from "node:path";
import { hasProse, lintProse } from "./lint-prose.js";

/** Recordings, generated files, and files that contain the rejected words on purpose. */
const excluded = [
  "**/golden/*.json",
  "**/generated/**",
  "**/package-lock.json",
  "examples/supergraph/supergraph.graphql",
  "prose/rejected-words.yaml",
  "test/unit/prose.test.ts",
  "LICENSE",
];

const paths = process.argv.slice(2);
const missing = paths.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`No such file or folder: ${missing.join(", ")}`);

const files = paths.filter((path) => statSync(path).isFile());
const folders = paths.filter((path) => !files.includes(path));
if (files.length === 0 || folders.length > 0) files.push(...listFiles(folders));

let count = 0;
for (const file of [...new Set(files)].filter(hasProse).sort()) {
  for (const { line, word, suggestion } of await lintProse(file)) {
    process.stdout.write(`${file}:${line}: ${word} → ${suggestion}\n`);
    count++;
  }
}
if (count > 0) {
  process.stderr.write(`${count} rejected words. The list and its rules: prose/rejected-words.yaml\n`);
  process.exitCode = 1;
}

function listFiles(below: readonly string[]): readonly string[] {
  const specs = [".", ...excluded.map((glob) => `:(top,exclude,glob)${glob}`)];
  const output = execFileSync("git", [
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    "--",
    ...specs,
  ]);
  const folders = below.map((path) => `${normalize(path).replace(/\/$/, "")}/`);
  const isBelow = (path: string): boolean =>
    folders.length === 0 || folders.some((folder) => folder === "./" || path.startsWith(folder));
  // Git lists a deleted file until the deletion is committed.
  return output
    .toString()
    .split("\0")
    .filter((path) => path !== "" && isBelow(path) && existsSync(path));
}
