import type { User } from "../instance/instance.js";
import type { OidcSession } from "./oidc-session.js";

/** What ZITADEL knows of an access token that it accepts. */
export interface AccessTokenRecord {
  jti: string;
  user: User;
  scope: readonly string[];
  audience: readonly string[];
  issuedAt: number;
  expiresAt: number;
  /** Personal access tokens belong to no client and come from no login. */
  session?: OidcSession;
}
