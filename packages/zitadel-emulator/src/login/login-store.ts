import type { PkceApp, User } from "../instance/instance.js";

/**
 * Logins in progress: authorization requests, sessions of the login page, and codes to exchange for tokens.
 */
export interface LoginStore {
  requests: Map<string, AuthRequest>;
  sessions: Map<string, LoginSession>;
  /** By code. A code can be used once. */
  grants: Map<string, { request: AuthRequest; session: LoginSession }>;
}

export interface AuthRequest {
  app: PkceApp;
  redirectUri: string;
  scope: readonly string[];
  state: string | undefined;
  nonce: string | undefined;
  challenge: { value: string; isHashed: boolean } | undefined;
  prompt: readonly string[];
  loginHint: string | undefined;
}

export interface LoginSession {
  id: string;
  token: string;
  user: User;
  /** Microseconds since 1970, like the user's `loggedOut`. */
  started: number;
}

export function createLoginStore(): LoginStore {
  return { requests: new Map(), sessions: new Map(), grants: new Map() };
}
