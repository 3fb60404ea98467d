import type { User } from "../instance/instance.js";

/** What ZITADEL knows of an access token that it accepts. */
export interface AccessToken {
  jti: string;
  user: User;
  scope: readonly string[];
  audience: readonly string[];
  issuedAt: number;
  expiresAt: number;
  /** Personal access tokens belong to no client and come from no login. */
  login?: { clientId: string; projectId?: string | undefined; authTime: number; amr: readonly string[] };
}
