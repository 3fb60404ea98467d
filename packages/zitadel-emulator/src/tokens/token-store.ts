import type { Instance } from "../instance/instance.js";
import type { AccessTokenRecord } from "./access-token.js";
import { issueTokens, type IssuedTokens } from "./issue-tokens.js";
import type { OidcSession } from "./oidc-session.js";
import { personalAccessTokenScope } from "./scope.js";
import type { SigningKeys } from "./signing-keys.js";

export interface IssueOptions {
  lifetimeSeconds?: number | undefined;
  /** By default the scope of the session. */
  scope?: readonly string[];
}

/** All issued tokens and their validity. */
export interface TokenStore {
  issue(session: OidcSession, options?: IssueOptions): Promise<IssuedTokens>;
  /** The record of an access token or personal access token; undefined if it is not valid. */
  findAccessToken(token: string): AccessTokenRecord | undefined;
  findRefreshTokenSession(token: string): OidcSession | undefined;
  findIdTokenSession(token: string): OidcSession | undefined;
  /** Revokes an access token or personal access token, or a refresh token and its session. */
  revoke: (token: string) => void;
  /** Ends all sessions of a login. */
  endLogin(loginId: string): void;
}

export function createTokenStore(instance: Instance, keys: SigningKeys): TokenStore {
  const accessTokens = new Map<string, AccessTokenRecord>();
  const refreshTokens = new Map<string, OidcSession>();
  const idTokens = new Map<string, OidcSession>();
  const current = new Map<OidcSession, IssuedTokens>();
  const isValid = ({ user, started }: OidcSession): boolean =>
    user.state === "active" && started > user.loggedOut;

  return {
    issue: async (session, { lifetimeSeconds = 12 * 60 * 60, scope = session.scope } = {}) => {
      const issued = await issueTokens(instance, keys, session, { lifetimeSeconds, scope });
      current.set(session, issued);
      accessTokens.set(issued.accessToken, issued.record);
      idTokens.set(issued.idToken, session);
      if (issued.refreshToken !== undefined) refreshTokens.set(issued.refreshToken, session);
      return issued;
    },
    findAccessToken: (token) => {
      const record = accessTokens.get(token);
      if (record?.session === undefined) return personalAccessTokenRecord(instance, token);
      if (current.get(record.session)?.accessToken !== token || !isValid(record.session)) return undefined;
      return record.expiresAt > instance.clock.seconds() ? record : undefined;
    },
    findRefreshTokenSession: (token) => {
      const session = refreshTokens.get(token);
      if (session === undefined || current.get(session)?.refreshToken !== token) return undefined;
      return isValid(session) ? session : undefined;
    },
    findIdTokenSession: (token) => idTokens.get(token),
    revoke: (token) => {
      instance.usersByPersonalAccessToken.delete(token);
      accessTokens.delete(token);
      const session = refreshTokens.get(token);
      if (session !== undefined) current.delete(session);
    },
    endLogin: (loginId) => {
      for (const session of current.keys()) if (session.loginId === loginId) current.delete(session);
    },
  };
}

function personalAccessTokenRecord(instance: Instance, token: string): AccessTokenRecord | undefined {
  const user = instance.usersByPersonalAccessToken.get(token);
  if (user?.profile.kind !== "service" || user.state !== "active") return undefined;
  return {
    jti: user.profile.personalAccessTokenId,
    user,
    scope: personalAccessTokenScope,
    audience: [],
    issuedAt: Math.floor(user.created / 1_000_000),
    expiresAt: Date.UTC(2099, 0) / 1000,
  };
}
