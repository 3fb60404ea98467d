import { expect } from "@playwright/test";
import type { Demo } from "../../../examples/demo/start-demo.js";

/** Waits until ZITADEL stores the text. A page may show a value before it is stored. */
export async function expectStored(demo: Demo, name: string, key: string, text: string): Promise<void> {
  await expect.poll(() => storedText(demo, name, key), { message: key }).toBe(text);
}

/** Waits until the user has exactly these metadata keys. */
export async function expectStoredKeys(demo: Demo, name: string, keys: readonly string[]): Promise<void> {
  await expect.poll(() => [...demo.zitadel.getMetadata(name).keys()]).toEqual(keys);
}

/** The stored text of a metadata key; undefined if there is no entry. */
export function storedText(demo: Demo, name: string, key: string): string | undefined {
  const bytes = demo.zitadel.getMetadata(name).get(key);
  return bytes && new TextDecoder().decode(bytes);
}
