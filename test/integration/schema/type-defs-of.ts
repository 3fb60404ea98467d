import type { DocumentNode } from "graphql";
import { readConfig } from "../../../src/config/read-config.js";
import { createTypeDefs } from "../../../src/graphql/schema.js";

const needed = { ZITADEL_ISSUER: "https://zitadel.example", ZITADEL_PROJECT_ID: "1" };

/** Our schema as an operator with these variables gets it. */
export function typeDefsOf(variables: Readonly<Record<string, string>> = {}): DocumentNode {
  return createTypeDefs(readConfig({ ...needed, ...variables }));
}
