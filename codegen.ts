/**
 * Generates the TypeScript types of schema.graphql, the JSON Schemas of METADATA_POLICY and METADATA_SCHEMA,
 * docs/configuration.md, .env.example and the table of methods in the README of zitadel-emulator. With --check, only reports whether they are up to date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as resolvers from "@graphql-codegen/typescript-resolvers";
import { parse } from "graphql";
import { policySchema } from "./src/config/policy/policy-file.js";
import { extendContract } from "./src/graphql/attributes/contract.js";
import { withMethodsTable } from "./packages/zitadel-emulator/codegen/methods-table.js";
import { schemaOfSchemaFile } from "./src/typed-keys/schema/schema-of-file.js";
import { envExample, settingsDocument } from "./src/config/settings-document.js";

const schema = await readFile(new URL("schema.graphql", import.meta.url), "utf8");

const generated = await codegen({
  filename: "types.ts",
  schema: extendContract(parse(schema)),
  documents: [],
  plugins: [{ head: {} }, { typescript: {} }, { resolvers: {} }],
  pluginMap: {
    head: { plugin: () => "// Generated from schema.graphql by `npm run codegen`. Do not edit.\n" },
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
    contextType: "../context/context.js#RequestContext",
    mapperTypeSuffix: "Model",
    mappers: {
      User: "../resolvers/user.js#UserReference",
      UserMetadataAttributes: "../attributes/attribute-fields.js#Attributes",
      UserMetadataDefinition: "../attributes/definitions.js#Definition",
      UserMetadataEntry: "../resolvers/entry.js#EntryModel",
    },
  },
});

const emulatorReadme = new URL("packages/zitadel-emulator/README.md", import.meta.url);

const files = [
  {
    target: new URL("src/graphql/generated/types.ts", import.meta.url),
    content: generated,
    source: "schema.graphql",
  },
  {
    target: new URL("docs/metadata-policy.schema.json", import.meta.url),
    content: `${JSON.stringify(policySchema(), undefined, 2)}\n`,
    source: "src/config/policy/policy-file.ts",
  },
  {
    target: new URL("docs/metadata-schema.schema.json", import.meta.url),
    content: `${JSON.stringify(schemaOfSchemaFile, undefined, 2)}\n`,
    source: "src/typed-keys/schema/schema-of-file.ts",
  },
  {
    target: new URL("docs/configuration.md", import.meta.url),
    content: settingsDocument(),
    source: "src/config/settings",
  },
  {
    target: new URL(".env.example", import.meta.url),
    content: envExample(),
    source: "src/config/settings",
  },
  {
    target: emulatorReadme,
    content: withMethodsTable(await readFile(emulatorReadme, "utf8")),
    source: "packages/zitadel-emulator/src/services.ts",
  },
];

for (const { target, content, source } of files) {
  if (!process.argv.includes("--check")) {
    await writeFile(target, content);
  } else if (content !== (await readFile(target, "utf8").catch(() => ""))) {
    const name = target.pathname.slice(new URL(".", import.meta.url).pathname.length);
    process.stderr.write(`${name} is out of date with ${source}. Run \`npm run codegen\`.\n`);
    process.exitCode = 1;
  }
}
