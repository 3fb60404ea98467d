import type { Emulator } from "../emulator.js";
import { appByClientId, type Instance } from "../instance/instance.js";
import { createPersonSession } from "../tokens/oidc-session.js";
import { matchesOrganization, readScope } from "../tokens/scope.js";
import type { SigningKeys } from "../tokens/signing-keys.js";
import type { TokenStore } from "../tokens/token-store.js";
import { requireNamed } from "../seed/require-named.js";
import type { Directory } from "../seed/directory.js";

export function createTokenControls(
  instance: Instance,
  directory: Directory,
  tokens: TokenStore,
  keys: SigningKeys,
): Pick<Emulator, "issueTokens" | "signJwt" | "rotateSigningKey" | "revoke"> {
  return {
    issueTokens: async (userName, appName, scope, lifetimeSeconds) => {
      const user = requireNamed("user", instance.users, directory.user(userName));
      const app = appByClientId(instance, directory.app(appName));
      if (app?.type !== "pkce") throw new Error(`"${appName}" is not a PKCE application`);
      if (!matchesOrganization(readScope(scope), user.organization)) {
        throw new Error(`"${userName}" is not in the organization of the scope "${scope}"`);
      }
      const login = { id: instance.nextId() };
      const session = createPersonSession(instance, user, app, readScope(scope), login);
      const issued = await tokens.issue(session, { lifetimeSeconds });
      const { accessToken, idToken, refreshToken, expiresIn } = issued;
      return { accessToken, idToken, ...(refreshToken !== undefined && { refreshToken }), expiresIn };
    },
    signJwt: keys.sign,
    rotateSigningKey: keys.rotate,
    revoke: tokens.revoke,
  };
}
