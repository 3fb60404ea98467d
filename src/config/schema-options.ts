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
  return {
    rootFields: environment.read(graphql.rootFields),
    user,
    directives: environment.read(graphql.directives),
    namePrefix: environment.read(graphql.namePrefix),
    search: environment.read(graphql.search),
    lookup: environment.read(graphql.lookup),
    typedKeys,
    attributesField,
  };
}
