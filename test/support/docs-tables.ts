import { readFileSync } from "node:fs";

/** Returns the cells of the first table below a heading of a document, without the header row. */
export function readTable(heading: string, name = "observability"): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), "utf8");
  const [, section] = text.split(new RegExp(`^#+ ${heading}$`, "m"));
  if (section === undefined) throw new Error(`docs/${name}.md has no heading "${heading}"`);
  const table = /(?:^\|.*\|\n)+/m.exec(section)?.[0].trim() ?? "";
  return table
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

/** Returns the code spans of a cell. */
export function readCodes(cell: string | undefined): readonly string[] {
  return [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}
