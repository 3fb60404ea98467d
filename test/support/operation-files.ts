import { readdirSync, readFileSync } from "node:fs";
import { type FragmentDefinitionNode, Kind, parse, print } from "graphql";

const folder = new URL("../../examples/operations/", import.meta.url);

export interface OperationFile {
  /** Name of the file without its extension. */
  readonly name: string;
  /** Content of the file. */
  readonly source: string;
  /** The document that a client sends: the content and the fragments that it uses. */
  readonly text: string;
}

export const fragments: readonly FragmentDefinitionNode[] = parse(
  read("fragments.graphql"),
).definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);

/** The operations in `examples/operations`, ordered by name. */
export const operationFiles: readonly OperationFile[] = readdirSync(folder)
  .filter((file) => file.endsWith(".graphql"))
  .map((file) => file.replace(/\.graphql$/, ""))
  .filter((name) => name !== "fragments")
  .sort()
  .map((name) => {
    const source = read(`${name}.graphql`);
    const usedFragments = fragments.filter((fragment) => source.includes(`...${fragment.name.value}\n`));
    return { name, source, text: [source, ...usedFragments.map(print)].join("\n") };
  });

function read(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}
