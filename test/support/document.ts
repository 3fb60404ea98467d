import { existsSync, readFileSync } from "node:fs";

/** Where what is seen of a running subgraph is described: the first of these that there is. */
const documents = ["operations-seeing.md", "operations.md"];

/** The rows of the first table below a heading of the document, each cell by cell, without its head. */
export function tableBelow(heading: string): readonly (readonly string[])[] {
  const [file] = documents.map((name) => new URL(`../../docs/${name}`, import.meta.url)).filter(existsSync);
  if (file === undefined) throw new Error("there is no such document");
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
