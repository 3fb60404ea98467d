import { parse } from "lossless-json";

export type ParsedJsonSetting =
  | { readonly value: unknown }
  /** `fileHint` completes a hint. It is empty unless the text may be the path of a file. */
  | { readonly problem: string; readonly fileHint: string };

/**
 * Parses the JSON of a setting. Rejects objects with two different values for one name, of which `JSON.parse`
 * ignores the first: in access rules it may be the one that the operator relies on. A name twice with equal
 * values is accepted. `fileVariable` is the variable for the path of a file with the same content.
 */
export function parseJsonSetting(text: string, fileVariable: string): ParsedJsonSetting {
  try {
    const value: unknown = JSON.parse(text);
    parse(text);
    return { value };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problem: `not valid JSON (${reason})`,
      fileHint: text.startsWith("{") ? "" : ` (to read a file, set ${fileVariable})`,
    };
  }
}
