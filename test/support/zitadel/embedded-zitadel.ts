import { startEmulator } from "../../../src/emulator/start-emulator.js";
import type { TestZitadel } from "./test-zitadel.js";

export async function startEmbeddedZitadel(run = ""): Promise<TestZitadel> {
  const emulator = await startEmulator({ run });
  return {
    issuer: emulator.issuer,
    run,
    world: emulator.world,
    isEmulated: true,
    emulator,
    addUser: (name, user = {}) => Promise.resolve(emulator.addUser(name, user)),
    metadataOf: (userId) => Promise.resolve(emulator.metadataOf(userId)),
    issueTokens: (person, app, scope) => emulator.issueTokens(person, app, scope),
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  };
}
