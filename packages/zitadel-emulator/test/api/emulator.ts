import { afterAll, beforeAll } from "vitest";
import { devSeed } from "../../src/seed/dev-seed.js";
import { startEmulator } from "../../src/start-emulator.js";
import type { Emulator } from "../../src/emulator.js";
import { createClient } from "../contract/zitadel-client.js";

export let zitadel: Emulator;
/** Calls the APIs as a user with the role `IAM_OWNER`. */
export let call: ReturnType<typeof createClient>;

/** Starts an emulator for the tests of a file. */
export function setUpEmulator(): void {
  beforeAll(async () => {
    zitadel = await startEmulator({ seed: devSeed });
    call = createClient(zitadel);
  });
  afterAll(() => zitadel[Symbol.asyncDispose]());
}
