/** Writes the TypeScript types of schema.graphql; with --check only says whether they are current. */
import { readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as resolvers from "@graphql-codegen/typescript-resolvers";
import { parse } from "graphql";

const target = new URL("src/graphql/generated/types.ts", import.meta.url);
const schema = await readFile(new URL("schema.graphql", import.meta.url), "utf8");

const generated = await codegen({
  filename: "types.ts",
  schema: parse(schema),
  documents: [],
  plugins: [{ head: {} }, { typescript: {} }, { resolvers: {} }],
  pluginMap: {
    head: { plugin: () => "// Written by `npm run codegen` from schema.graphql: do not edit.\n" },
    typescript,
    resolvers,
  },
  config: {
    federation: true,
    useTypeImports: true,
    immutableTypes: true,
    enumsAsConst: true,
    strictScalars: true,
    emitLegacyCommonJSImports: false,
    defaultScalarType: "unknown",
    inputMaybeValue: "T | null | undefined",
    resolversNonOptionalTypename: { unionMember: true },
    scalars: {
      ID: "string",
      DateTime: "string",
      JSON: "unknown",
      UserMetadataMap: "Readonly<Record<string, string | null>>",
      _FieldSet: "string",
    },
    contextType: "../context.js#RequestContext",
    mapperTypeSuffix: "Model",
    mappers: {
      User: "../resolvers/user.js#UserReference",
      UserMetadataEntry: "../../metadata/entry.js#MetadataEntry",
    },
  },
});

if (!process.argv.includes("--check")) {
  await writeFile(target, generated);
} else if (generated !== (await readFile(target, "utf8").catch(() => ""))) {
  process.stderr.write(
    "src/graphql/generated/types.ts is not what schema.graphql says: run `npm run codegen`.\n",
  );
  process.exitCode = 1;
}
