import { generateKeyPair } from "jose";
import { startEmulator } from "../../src/start-emulator.js";
import { grantRoles } from "./grant-roles.js";
import type { TestZitadel } from "./test-zitadel.js";

/** Shared by all emulators of this process: generating the key takes longer than the rest of the start. */
const signingKeys = generateKeyPair("RS256");

export async function startEmbeddedZitadel(userNameSuffix = ""): Promise<TestZitadel> {
  const emulator = await startEmulator({ userNameSuffix, signingKeys });
  return {
    issuer: emulator.issuer,
    userNameSuffix,
    directory: emulator.directory,
    isEmulated: true,
    emulator,
    async addUser(name, { roles, ...user } = {}) {
      const userId = emulator.addUser(name, user);
      if (roles !== undefined) await grantRoles(emulator, userId, roles);
      return userId;
    },
    getMetadata: (userId) => Promise.resolve(emulator.getMetadata(userId)),
    issueTokens: (person, app, scope) => emulator.issueTokens(person, app, scope),
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  };
}
