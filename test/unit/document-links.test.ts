import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const documents = [
  "",
  "docs",
  "docs/adr",
  "bench",
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}`),
].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** Reads the text without code blocks, whose lines may look like headings. */
const read = (file: string): string => readFileSync(join(root, file), "utf8").replace(/^```.*?^```$/gms, "");

/** The anchors that GitHub creates from headings. */
const anchorsOf = (file: string): ReadonlySet<string> =>
  new Set(
    [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_\- ]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );

it.each(documents)("links from %s to existing files and headings", (file) => {
  const links = [...read(file).matchAll(/\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)/g)];
  const broken = links.filter(([, path = "", anchor = ""]) => {
    const target = path === "" ? file : normalize(join(dirname(file), path));
    if (!existsSync(join(root, target))) return true;
    return anchor !== "" && target.endsWith(".md") && !anchorsOf(target).has(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});
