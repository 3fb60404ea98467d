import type { User } from "../instance/instance.js";
import type { OidcSession } from "./oidc-session.js";

/** A valid access token. */
export interface AccessTokenRecord {
  jti: string;
  user: User;
  scope: readonly string[];
  audience: readonly string[];
  issuedAt: number;
  expiresAt: number;
  /** Absent for personal access tokens: they have no client and no login. */
  session?: OidcSession;
}
