import type { Instance } from "../instance/instance.js";
import type { AccessToken } from "./access-token.js";
import { issueTokens, type IssuedTokens } from "./issue-tokens.js";
import type { OidcSession } from "./oidc-session.js";
import { patScope } from "./scope.js";
import type { SigningKeys } from "./signing-keys.js";

/** Every token that was handed out, and whether it still counts. */
export interface TokenStore {
  issue(session: OidcSession, lifetimeSeconds?: number): Promise<IssuedTokens>;
  /** What is known of an access token or personal access token, while it is good. */
  accessToken(token: string): AccessToken | undefined;
  sessionOfRefreshToken(token: string): OidcSession | undefined;
  sessionOfIdToken(token: string): OidcSession | undefined;
  /** Access tokens, personal ones too, go alone; a refresh token takes its session along. */
  revoke: (token: string) => void;
  endLogin(loginId: string): void;
}

export function createTokenStore(instance: Instance, keys: SigningKeys): TokenStore {
  const accessTokens = new Map<string, AccessToken>();
  const refreshTokens = new Map<string, OidcSession>();
  const idTokens = new Map<string, OidcSession>();
  const current = new Map<OidcSession, IssuedTokens>();
  const isGood = ({ user, started }: OidcSession): boolean =>
    user.state === "active" && started > user.loggedOut;

  return {
    issue: async (session, lifetimeSeconds = 12 * 60 * 60) => {
      const issued = await issueTokens(instance, keys, session, lifetimeSeconds);
      current.set(session, issued);
      accessTokens.set(issued.accessToken, issued.known);
      idTokens.set(issued.idToken, session);
      if (issued.refreshToken !== undefined) refreshTokens.set(issued.refreshToken, session);
      return issued;
    },
    accessToken: (token) => {
      const known = accessTokens.get(token);
      if (known?.session === undefined) return patOf(instance, token);
      if (current.get(known.session)?.accessToken !== token || !isGood(known.session)) return undefined;
      return known.expiresAt > instance.clock.seconds() ? known : undefined;
    },
    sessionOfRefreshToken: (token) => {
      const session = refreshTokens.get(token);
      if (session === undefined || current.get(session)?.refreshToken !== token) return undefined;
      return isGood(session) ? session : undefined;
    },
    sessionOfIdToken: (token) => idTokens.get(token),
    revoke: (token) => {
      instance.usersByPat.delete(token);
      accessTokens.delete(token);
      const session = refreshTokens.get(token);
      if (session !== undefined) current.delete(session);
    },
    endLogin: (loginId) => {
      for (const session of current.keys()) if (session.loginId === loginId) current.delete(session);
    },
  };
}

function patOf({ usersByPat }: Instance, token: string): AccessToken | undefined {
  const user = usersByPat.get(token);
  if (user?.profile.kind !== "service" || user.state !== "active") return undefined;
  return {
    jti: user.profile.patId,
    user,
    scope: patScope,
    audience: [],
    issuedAt: Math.floor(user.created / 1_000_000),
    expiresAt: Date.UTC(2099, 0) / 1000,
  };
}
