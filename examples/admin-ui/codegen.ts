/** Writes the types of this page's operations; with --check only says whether they are current. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as documentNodes from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const at = (path: string): URL => new URL(path, import.meta.url);
const supergraph = process.env.SUPERGRAPH_FILE ?? "../supergraph/supergraph.graphql";
const target = at("src/graph/generated/operations.ts");

const files = await readdir(at("src"), { recursive: true });
const documents = await Promise.all(
  files
    .filter((file) => file.endsWith(".graphql"))
    .sort()
    .map(async (location) => ({ location, document: parse(await readFile(at(`src/${location}`), "utf8")) })),
);

const content = await codegen({
  filename: "operations.ts",
  // A supergraph uses directives that it declares for its router: `parse` is enough for what clients may ask.
  schema: parse(await readFile(at(supergraph), "utf8")),
  documents,
  plugins: [{ head: {} }, { operations: {} }, { documentNodes: {} }],
  pluginMap: {
    head: { plugin: () => "// Written by `npm run codegen` from the supergraph's schema: do not edit.\n" },
    operations,
    documentNodes,
  },
  config: {
    useTypeImports: true,
    immutableTypes: true,
    defaultScalarType: "unknown",
    futureProofEnums: true,
    arrayInputCoercion: false,
    documentMode: "documentNode",
    scalars: { ID: "string", DateTime: "string" },
  },
});

if (!process.argv.includes("--check")) {
  await writeFile(target, content);
} else if (content !== (await readFile(target, "utf8").catch(() => ""))) {
  process.stderr.write(
    "src/graph/generated/operations.ts is not what the schema says: run `npm run codegen`.\n",
  );
  process.exitCode = 1;
}
