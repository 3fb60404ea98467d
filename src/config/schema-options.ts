import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { graphql } from "./settings/graphql.js";

/** Reads the settings that change the GraphQL schema. */
export function readSchemaOptions(
  environment: Environment,
): Pick<Config, "rootFields" | "user" | "directives" | "namePrefix"> {
  const options = {
    rootFields: environment.read(graphql.rootFields),
    user: environment.read(graphql.userKey),
    directives: environment.read(graphql.directives),
    namePrefix: environment.read(graphql.namePrefix),
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
    ? ["metadata", "metadataEntry", "metadataMap"]
    : [`${prefix}Metadata`, `${prefix}MetadataEntry`, `${prefix}MetadataMap`];
}
