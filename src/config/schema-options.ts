import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { readMetadataSchema } from "./metadata-schema.js";
import { graphql } from "./settings/graphql.js";
import { replica } from "./settings/replica.js";

/** Reads the settings that change the GraphQL schema. */
export function readSchemaOptions(
  environment: Environment,
): Pick<
  Config,
  | "rootFields"
  | "user"
  | "directives"
  | "namePrefix"
  | "search"
  | "lookup"
  | "typedKeys"
  | "attributesField"
  | "hasSubscriptions"
> {
  const user = environment.read(graphql.userKey);
  const attributesField = environment.read(graphql.attributesField);
  const typedKeys = readMetadataSchema(environment);
  const lookup = environment.read(graphql.lookup);
  const options = {
    rootFields: environment.read(graphql.rootFields),
    user,
    directives: environment.read(graphql.directives),
    namePrefix: environment.read(graphql.namePrefix),
    search: environment.read(graphql.search),
    lookup,
    typedKeys,
    attributesField,
    // The replica provides the changes.
    hasSubscriptions: environment.sourceOf(replica.store) !== undefined,
  };
  const addedFields = fieldsOfUser(options.namePrefix, typedKeys === undefined ? [] : [attributesField]);
  const keys = [
    [graphql.userKey.name, user.key],
    [graphql.lookup.name, lookup?.field],
  ] as const;
  for (const [variable, key] of keys) {
    if (key === undefined || !addedFields.includes(key)) continue;
    environment.report({
      variable,
      problem: `the key field cannot be named ${key}`,
      hint: `this subgraph adds the fields ${addedFields.join(", ")}; choose another key or ${graphql.namePrefix.name}`,
    });
  }
  if (lookup?.field === user.key) {
    environment.report({
      variable: graphql.lookup.name,
      problem: `the field ${user.key} is the key of users (${graphql.userKey.name})`,
      hint: "choose another field",
    });
  }
  return options;
}

/** The fields that this subgraph adds to the user. */
function fieldsOfUser(prefix: string, attributesField: readonly string[]): readonly string[] {
  const names = ["metadata", "metadataEntry", "metadataMap", "metadataDefinitions", ...attributesField];
  if (prefix === "") return names;
  return names.map((name) => `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`);
}
