import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { readMetadataSchema } from "./metadata-schema.js";
import { graphql } from "./settings/graphql.js";

/** Reads the settings that change the GraphQL schema. */
export function readSchemaOptions(
  environment: Environment,
): Pick<
  Config,
  "rootFields" | "user" | "directives" | "namePrefix" | "search" | "lookup" | "typedKeys" | "attributesField"
> {
  const user = environment.read(graphql.userKey);
  const attributesField = environment.read(graphql.attributesField);
  const typedKeys = readMetadataSchema(environment);
  if (typedKeys !== undefined && attributesField === user.key) {
    environment.report({
      variable: graphql.attributesField.name,
      problem: `the field ${attributesField} is the key of users (${graphql.userKey.name})`,
      hint: "set another name",
    });
  }
  const options = {
    rootFields: environment.read(graphql.rootFields),
    user,
    directives: environment.read(graphql.directives),
    namePrefix: environment.read(graphql.namePrefix),
    search: environment.read(graphql.search),
    lookup: environment.read(graphql.lookup),
    typedKeys,
    attributesField,
  };
  const ownFields = fieldsOfUser(options.namePrefix);
  if (ownFields.includes(options.user.key)) {
    environment.report({
      variable: graphql.userKey.name,
      problem: `the key field cannot be named ${options.user.key}`,
      hint: `this subgraph adds the fields ${ownFields.join(", ")}; choose another key or ${graphql.namePrefix.name}`,
    });
  }
  return options;
}

/** The fields that this subgraph adds to the user. */
function fieldsOfUser(prefix: string): readonly string[] {
  return prefix === ""
    ? ["metadata", "metadataEntry", "metadataMap", "metadataDefinitions"]
    : ["", "Entry", "Map", "Definitions"].map((part) => `${prefix}Metadata${part}`);
}
