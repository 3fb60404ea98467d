import { parseMetadataSchema } from "../typed-keys/schema/parse-schema.js";
import type { TypedKeys } from "../typed-keys/typed-key.js";
import type { Environment } from "./environment.js";
import { metadata } from "./settings/metadata.js";

/** Reads METADATA_SCHEMA, or the file that METADATA_SCHEMA_FILE names. */
export function readMetadataSchema(environment: Environment): TypedKeys | undefined {
  const text = environment.read(metadata.schema);
  const variable = environment.sourceOf(metadata.schema);
  if (text === undefined || variable === undefined) return undefined;
  const { typedKeys, issues } = parseMetadataSchema(text);
  for (const issue of issues) environment.report({ variable, ...issue });
  return typedKeys;
}
