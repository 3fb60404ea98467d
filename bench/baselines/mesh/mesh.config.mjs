import { createFederationTransform, defineConfig } from "@graphql-mesh/compose-cli";
import { loadJSONSchemaSubgraph } from "@omnigraph/json-schema";

export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadJSONSchemaSubgraph("metadata", {
        endpoint: "{env.UPSTREAM}",
        operationHeaders: {
          "content-type": "application/json",
          authorization: "{context.headers['authorization']}",
        },
        operations: [
          {
            type: "Query",
            field: "user",
            path: "/v2/users/{args.id}/metadata/search",
            method: "POST",
            argTypeMap: { id: { type: "string", format: "id", nullable: false } },
            requestBaseBody: { pagination: { limit: 1000 } },
            responseSchema: "./user.schema.json#/definitions/User",
          },
        ],
      }),
      transforms: [
        createFederationTransform({
          User: { key: { fields: "id", resolveReference: { fieldName: "user", keyArg: "id" } } },
        }),
      ],
    },
  ],
});
