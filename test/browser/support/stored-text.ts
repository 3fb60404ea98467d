import type { Demo } from "../../../examples/demo/start-demo.js";

/** The stored text of a metadata key; undefined if there is no entry. */
export function storedText(demo: Demo, name: string, key: string): string | undefined {
  const bytes = demo.zitadel.getMetadata(name).get(key);
  return bytes && new TextDecoder().decode(bytes);
}
