import { inject } from "vitest";
import { startEmbeddedZitadel } from "./embedded-zitadel.js";
import type { TestZitadelDescription } from "./description.js";
import { connectToZitadel } from "./running-zitadel.js";
import type { TestZitadel } from "./test-zitadel.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The world on a server that runs, where the tests are to run on one. */
    readonly zitadel: TestZitadelDescription | undefined;
  }
}

/** A fresh embedded ZITADEL with this ending of user names, or the one that the run was started for. */
export async function startTestZitadel(userNameSuffix?: string): Promise<TestZitadel> {
  const description = inject("zitadel");
  return description === undefined ? startEmbeddedZitadel(userNameSuffix) : connectToZitadel(description);
}
