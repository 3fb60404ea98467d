import { formats } from "./formats.js";
import { graphqlName } from "./field-name.js";
import { maxKeys } from "./parse-schema.js";

/** The JSON Schema of METADATA_SCHEMA, for editors. It extends the vocabulary of JSON Schema. */
export const schemaOfSchemaFile = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Metadata schema",
  description: "The metadata keys of users, and a JSON Schema (2020-12) for the values of each.",
  type: "object",
  properties: {
    $schema: { type: "string" },
    $comment: { type: "string" },
    $defs: { type: "object", additionalProperties: { $ref: "#/$defs/schema" } },
    title: { type: "string" },
    description: { type: "string" },
    type: { const: "object" },
    properties: {
      description: "The JSON Schema of each key.",
      type: "object",
      minProperties: 1,
      maxProperties: maxKeys,
      propertyNames: { minLength: 1, maxLength: 200 },
      additionalProperties: { $ref: "#/$defs/key" },
    },
    required: {
      description:
        "The keys that forms ask for: a hint only. Neither ZITADEL nor the subgraph enforces them.",
      type: "array",
      items: { type: "string" },
    },
    additionalProperties: {
      description: "Whether other keys may be set. Default: true.",
      type: "boolean",
    },
  },
  required: ["type", "properties"],
  additionalProperties: false,
  $defs: {
    schema: {
      $ref: "https://json-schema.org/draft/2020-12/schema",
      properties: { format: { enum: Object.keys(formats) } },
    },
    key: {
      $ref: "#/$defs/schema",
      type: "object",
      properties: {
        "x-graphql-name": {
          description: "The name of the GraphQL field. Default: the key in camel case.",
          type: "string",
          pattern: graphqlName.source,
        },
        "x-graphql-type": {
          description: "The GraphQL type of integers beyond 32 bits.",
          enum: ["Float", "String"],
        },
        "x-unique": {
          description: "Whether no two users may have the same value. ZITADEL does not enforce it.",
          type: "boolean",
        },
      },
    },
  },
};
