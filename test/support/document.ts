import { readFileSync } from "node:fs";

/** Where what is seen of a running subgraph is described. */
const file = new URL("../../docs/operations.md", import.meta.url);

/** The rows of the first table below a heading of the document, each cell by cell, without its head. */
export function tableBelow(heading: string): readonly (readonly string[])[] {
  const [, section] = readFileSync(file, "utf8").split(new RegExp(`^#+ ${heading}$`, "m"));
  if (section === undefined) throw new Error(`there is no heading ${heading}`);
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

/** The words of a cell that are written as code. */
export function codesIn(cell: string | undefined): readonly string[] {
  return [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}
