import { decodeJwt, jwtVerify } from "jose";
import type { OidcServer } from "./oidc-server.js";

// ZITADEL accepts an issue date that is at most this far ahead of its clock.
const maxClockSkewSeconds = 1;

/** Verifies a JWT assertion for this issuer. Returns its subject and key id; undefined if it is invalid. */
export async function readAssertion(
  { instance: { issuer, clock }, keys }: Pick<OidcServer, "instance" | "keys">,
  jwt: string,
): Promise<{ subject: string; keyId: string } | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(
      jwt,
      async ({ kid = "" }) => {
        const key = await keys.publicKey(kid);
        if (key === undefined) throw new Error(`Unknown key ${kid}`);
        return key;
      },
      {
        audience: issuer,
        algorithms: ["RS256"],
        currentDate: new Date(clock.seconds() * 1000),
        requiredClaims: ["exp", "sub"],
        maxTokenAge: "1h",
        clockTolerance: maxClockSkewSeconds,
      },
    );
    const { sub = "", iss } = payload;
    return iss === sub ? { subject: sub, keyId: protectedHeader.kid ?? "" } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the text has the form of a JWT, valid or not. */
export function isJwt(text: string): boolean {
  try {
    decodeJwt(text);
    return true;
  } catch {
    return false;
  }
}
