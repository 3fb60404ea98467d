import { readdirSync, readFileSync } from "node:fs";
import { type FragmentDefinitionNode, Kind, parse, print } from "graphql";

const folder = new URL("../../examples/operations/", import.meta.url);

export interface OperationFile {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What the file says. */
  readonly own: string;
  /** As it is sent: with the fragments that it needs. */
  readonly text: string;
}

export const fragments: readonly FragmentDefinitionNode[] = parse(
  read("fragments.graphql"),
).definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);

/** The operations to copy, by name. */
export const operationFiles: readonly OperationFile[] = readdirSync(folder)
  .filter((file) => file.endsWith(".graphql"))
  .map((file) => file.replace(/\.graphql$/, ""))
  .filter((name) => name !== "fragments")
  .sort()
  .map((name) => {
    const own = read(`${name}.graphql`);
    const needed = fragments.filter((fragment) => own.includes(`...${fragment.name.value}\n`));
    return { name, own, text: [own, ...needed.map(print)].join("\n") };
  });

function read(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}
