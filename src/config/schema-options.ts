import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { graphql } from "./settings/graphql.js";

/** Reads the settings that change the GraphQL schema. */
export function readSchemaOptions(
  environment: Environment,
): Pick<Config, "rootFields" | "user" | "directives" | "namePrefix" | "search" | "lookup"> {
  return {
    rootFields: environment.read(graphql.rootFields),
    user: environment.read(graphql.userKey),
    directives: environment.read(graphql.directives),
    namePrefix: environment.read(graphql.namePrefix),
    search: environment.read(graphql.search),
    lookup: environment.read(graphql.lookup),
  };
}
