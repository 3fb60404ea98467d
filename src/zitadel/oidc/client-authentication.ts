import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import type {
  BasicCredentials,
  ClientCredentials,
  KeyCredentials,
  Reloadable,
} from "../../lib/credentials.js";
import type { Clock } from "../../lib/clock.js";
import { cacheUntilExpiry } from "../../lib/expiring-cache.js";
import { Secret } from "../../lib/secret.js";
import { createRotating, type RotatingCredential } from "./rotating-credential.js";

/** What makes them others than they were. */
export function partsOf(credentials: ClientCredentials): readonly (string | Secret)[] {
  const { clientId } = credentials;
  return credentials.kind === "key"
    ? [clientId, credentials.keyId, credentials.privateKey]
    : [clientId, credentials.clientSecret];
}

/** What goes into a request to show it: a header, or form fields. */
export interface ClientAuthentication {
  readonly authorization?: { readonly scheme: "Basic"; readonly credentials: Secret };
  readonly form: Readonly<Record<string, string>>;
}

/** ZITADEL takes assertions up to an hour old. */
const assertionLifeMs = 30 * 60 * 1000;

/** Authentication by secret (RFC 6749 section 2.3.1) or by an assertion that the client's key signed (RFC 7523). */
export function createClientAuthentication(
  credentials: Reloadable<ClientCredentials>,
  issuer: string,
  clock: Clock,
): RotatingCredential<() => Promise<ClientAuthentication>> {
  return createRotating(credentials, partsOf, (current) =>
    current.kind === "basic" ? authenticateBySecret(current) : authenticateByKey(current, issuer, clock),
  );
}

export function authenticateBySecret({
  clientId,
  clientSecret,
}: BasicCredentials): () => Promise<ClientAuthentication> {
  const pair = `${encodeFormText(clientId)}:${encodeFormText(clientSecret.reveal())}`;
  const credentials = new Secret(Buffer.from(pair).toString("base64"));
  return () => Promise.resolve({ authorization: { scheme: "Basic", credentials }, form: {} });
}

function authenticateByKey(
  credentials: KeyCredentials,
  issuer: string,
  clock: Clock,
): () => Promise<ClientAuthentication> {
  const assertion = createAssertion(credentials, issuer, clock);
  return async () => ({
    form: {
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await assertion(),
    },
  });
}

/** A JWT that our key signed, the same for half its life. */
export function createAssertion(
  { clientId, keyId, privateKey }: KeyCredentials,
  issuer: string,
  clock: Clock,
): () => Promise<string> {
  const key = createPrivateKey(privateKey.reveal());
  return cacheUntilExpiry(async () => {
    const now = clock.unixMs();
    const value = await new SignJWT()
      .setProtectedHeader({ alg: "RS256", kid: keyId })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setIssuedAt(new Date(now))
      .setExpirationTime(new Date(now + assertionLifeMs))
      .sign(key);
    return { value, expiresAt: now + assertionLifeMs / 2 };
  }, clock);
}

/** application/x-www-form-urlencoded, which is what OAuth wants within Basic. */
function encodeFormText(text: string): string {
  return new URLSearchParams({ text }).toString().slice("text=".length);
}
