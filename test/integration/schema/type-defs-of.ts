import type { DocumentNode } from "graphql";
import { readConfig } from "../../../src/config/read-config.js";
import { createTypeDefs } from "../../../src/graphql/schema.js";

const requiredVariables = { ZITADEL_ISSUER: "https://zitadel.example", ZITADEL_PROJECT_ID: "1" };

/** The subgraph's schema with these variables. */
export function typeDefsOf(variables: Readonly<Record<string, string>> = {}): DocumentNode {
  return createTypeDefs(readConfig({ ...requiredVariables, ...variables }));
}
