import { inject } from "vitest";
import { startEmbeddedZitadel } from "./embedded-zitadel.js";
import type { TestZitadelDescription } from "./description.js";
import { connectToZitadel } from "./running-zitadel.js";
import type { TestZitadel } from "./test-zitadel.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The test data on a running server; undefined if the tests use the emulator. */
    readonly zitadel: TestZitadelDescription | undefined;
  }
}

/** A new emulator with this suffix of user names, or the running server that Vitest was started for. */
export async function startTestZitadel(userNameSuffix?: string): Promise<TestZitadel> {
  const description = inject("zitadel");
  return description === undefined ? startEmbeddedZitadel(userNameSuffix) : connectToZitadel(description);
}
