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
  responseMode: ResponseMode;
  challenge: { value: string; isHashed: boolean } | undefined;
  prompt: readonly string[];
  loginHint: string | undefined;
  /** The user must have logged in at most this long ago. */
  maxAgeSeconds: number;
}

/** Where the redirect URI receives the response. */
export type ResponseMode = "query" | "fragment" | "form_post";

export interface LoginSession {
  id: string;
  token: string;
  /** The user that called the API, or the user of the built-in login page. */
  creatorId: string;
  /** Undefined until the user is known. */
  user: User | undefined;
  isPasswordVerified: boolean;
  /** Microseconds since 1970, like the user's `loggedOut`. */
  started: number;
  /** Microseconds since 1970. */
  expires?: number;
}

/** A session whose user has logged in. */
export type CompleteSession = LoginSession & { user: User };

export function isComplete(session: LoginSession): session is CompleteSession {
  return session.user !== undefined && session.isPasswordVerified;
}

export function createLoginStore(): LoginStore {
  return { requests: new Map(), sessions: new Map(), grants: new Map() };
}
