import { createHash } from "node:crypto";
import type { Instance } from "../instance/instance.js";
import type { AccessTokenRecord } from "./access-token.js";
import { profileClaims, roleClaims, zitadelClaims, type Claims } from "./claims.js";
import type { OidcSession } from "./oidc-session.js";
import { createOpaqueToken } from "./opaque-token.js";
import type { SigningAlgorithm, SigningKeys } from "./signing-keys.js";

export interface IssuedTokens {
  record: AccessTokenRecord;
  accessToken: string;
  idToken: string;
  refreshToken: string | undefined;
  expiresIn: number;
}

export async function issueTokens(
  instance: Instance,
  keys: SigningKeys,
  session: OidcSession,
  { lifetimeSeconds, scope }: { lifetimeSeconds: number; scope: readonly string[] },
): Promise<IssuedTokens> {
  const { user, audience, client } = session;
  const issuedAt = instance.clock.seconds();
  const record: AccessTokenRecord = {
    jti: `${session.id}-at_${instance.nextId()}`,
    user,
    scope,
    audience,
    issuedAt,
    expiresAt: issuedAt + lifetimeSeconds,
    session,
  };
  const shared: Claims = {
    iss: instance.issuer,
    sub: user.id,
    exp: record.expiresAt,
    iat: issuedAt,
    client_id: client.id,
    ...zitadelClaims(user, scope),
    ...(client.rolesInTokens && roleClaims(instance, user, scope, client.projectId)),
  };
  const accessToken =
    client.accessToken === "jwt"
      ? await keys.sign({ ...shared, aud: audience, nbf: issuedAt, jti: record.jti })
      : await createOpaqueToken(`${record.jti}:${user.id}`);
  const idToken = await keys.sign({
    ...shared,
    ...(client.userinfoInIdToken && profileClaims(user, scope)),
    aud: [...new Set([...audience, client.id])],
    auth_time: session.authTime,
    ...(session.amr.length > 0 && { amr: session.amr }),
    azp: client.id,
    at_hash: halfHash(accessToken, await keys.algorithm()),
    ...(session.nonce !== undefined && { nonce: session.nonce }),
    ...(session.loginId !== undefined && { sid: session.loginId }),
  });
  const hasRefreshToken = session.loginId !== undefined && session.scope.includes("offline_access");
  const refreshToken = hasRefreshToken
    ? await createOpaqueToken(`${session.id}-rt_${instance.nextId()}:${user.id}`, "refresh")
    : undefined;
  // ZITADEL subtracts the time it took to respond and rounds down.
  return { record, accessToken, idToken, refreshToken, expiresIn: Math.max(lifetimeSeconds - 1, 0) };
}

/**
 * The `at_hash` of OpenID Connect Core 3.1.3.6: the left half of the hash that the signing algorithm implies.
 */
function halfHash(text: string, alg: SigningAlgorithm): string {
  const hash = createHash(alg === "EdDSA" ? "sha512" : "sha256")
    .update(text)
    .digest();
  return hash.subarray(0, hash.length / 2).toString("base64url");
}
