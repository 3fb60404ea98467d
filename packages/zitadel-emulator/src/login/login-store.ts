import type { PkceApp, User } from "../instance/instance.js";

/** Logins on their way: asked for by an application, carried out by a login page, turned into tokens. */
export interface LoginStore {
  requests: Map<string, AuthRequest>;
  sessions: Map<string, LoginSession>;
  /** By code; each is good for one exchange. */
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
  /** Microseconds, as the user's `loggedOut`. */
  started: number;
}

export function createLoginStore(): LoginStore {
  return { requests: new Map(), sessions: new Map(), grants: new Map() };
}
