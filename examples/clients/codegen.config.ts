import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  // From your router or schema registry.
  schema: "../supergraph/supergraph.graphql",
  documents: "typed-keys.ts",
  importExtension: ".js",
  generates: {
    "./graphql/": {
      preset: "client",
      config: { useTypeImports: true, enumsAsTypes: true, scalars: { DateTime: "string", JSON: "unknown" } },
    },
  },
};

export default config;
