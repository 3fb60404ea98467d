import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import type {
  BasicCredentials,
  ClientCredentials,
  KeyCredentials,
  Reloadable,
} from "../../lib/credentials.js";
import type { Clock } from "../../lib/clock.js";
import { cacheUntilExpiry } from "./expiring-cache.js";
import { Secret } from "../../lib/secret.js";
import { createRotatingCredential, type RotatingCredential } from "./rotating-credential.js";

/** The values that tell two credentials apart. */
export function credentialParts(credentials: ClientCredentials): readonly (string | Secret)[] {
  const { clientId } = credentials;
  return credentials.kind === "key"
    ? [clientId, credentials.keyId, credentials.privateKey]
    : [clientId, credentials.clientSecret];
}

/** The parts of a request that authenticate the client: a header or form fields. */
export interface ClientAuthentication {
  readonly authorization?: { readonly scheme: "Basic"; readonly credentials: Secret };
  readonly form: Readonly<Record<string, string>>;
}

/** Lifetime of an assertion. ZITADEL accepts assertions that are up to an hour old. */
const assertionLifetimeMs = 30 * 60 * 1000;
/** Assertions are dated back, because ZITADEL rejects one that is a second ahead of ZITADEL's own clock. */
const maxClockSkewMs = 30_000;

/** Authenticates with a secret (RFC 6749 section 2.3.1) or with a signed assertion (RFC 7523). */
export function createClientAuthentication(
  credentials: Reloadable<ClientCredentials>,
  issuer: string,
  clock: Clock,
): RotatingCredential<() => Promise<ClientAuthentication>> {
  return createRotatingCredential(credentials, credentialParts, (current) =>
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

/** A JWT signed with the client's key. It is reused for half of its lifetime. */
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
      .setIssuedAt(new Date(now - maxClockSkewMs))
      .setExpirationTime(new Date(now + assertionLifetimeMs))
      .sign(key);
    return { value, expiresAt: now + assertionLifetimeMs / 2 };
  }, clock);
}

/** Encodes text as application/x-www-form-urlencoded, which OAuth requires inside Basic credentials. */
function encodeFormText(text: string): string {
  return new URLSearchParams({ text }).toString().slice("text=".length);
}
