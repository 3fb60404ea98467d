import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { ClientCredentials, Reloadable, ServiceCredential } from "../../lib/credentials.js";
import { type Expiring, cacheUntilExpiry } from "./expiring-cache.js";
import { Secret } from "../../lib/secret.js";
import {
  authenticateBySecret,
  type ClientAuthentication,
  createAssertion,
  credentialParts,
} from "./client-authentication.js";
import type { GetEndpoints } from "./discovery.js";
import type { ZitadelResponse } from "../client/call.js";
import type { ZitadelClient } from "../client/client.js";
import { toOidcFailure } from "../client/errors.js";
import { createRotatingCredential } from "./rotating-credential.js";
import { audienceScope, isObject, projectAudienceScope } from "../codec.js";

/** The access token of the service user. */
export interface ServiceToken {
  readonly get: () => Promise<Secret>;
  /** Discards a token that ZITADEL rejected. Returns false if no other token can be obtained. */
  readonly invalidate: (rejected: Secret) => boolean;
}

export interface ServiceTokenOptions {
  readonly issuer: string;
  readonly projectId: string;
}

/** Tokens are renewed when a tenth of their lifetime is left, but at most this long before they expire. */
const maxMarginMs = 5 * 60 * 1000;

/** Fetches the token on first use, once for all concurrent calls, and renews it before it expires. */
export function createServiceToken(
  client: ZitadelClient,
  getEndpoints: GetEndpoints,
  credential: Reloadable<ServiceCredential>,
  { issuer, projectId }: ServiceTokenOptions,
  clock: Clock,
): ServiceToken {
  const tokenOrGrant = createRotatingCredential(credential, serviceCredentialParts, (current) =>
    current.kind === "token" ? current.token : createGrant(current, issuer, clock),
  );
  // The audience of the project allows introspection of the token.
  const scope = ["openid", audienceScope, projectAudienceScope(projectId)].join(" ");

  async function send(grant: Grant): Promise<ZitadelResponse> {
    const { token } = await getEndpoints();
    const { form, ...authorization } = await grant();
    return client.send({
      kind: "token",
      url: token,
      form: new URLSearchParams({ ...form, scope }),
      ...authorization,
    });
  }

  async function fetchToken(): Promise<Expiring<Secret>> {
    const grant = tokenOrGrant.get();
    // The expiry of a personal access token is unknown. The token is used until ZITADEL rejects it.
    if (grant instanceof Secret) return { value: grant, expiresAt: Number.POSITIVE_INFINITY };
    const requestedAt = clock.unixMs();
    const response = await send(grant);
    if (response.status === 400 || response.status === 401) {
      if (tokenOrGrant.rotate(grant)) return fetchToken();
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL rejects the credentials of the service user. Check the ZITADEL_SERVICE_USER_… settings and, for a key, this machine's clock.",
      );
    }
    if (response.status !== 200) throw toOidcFailure(response);
    const { access_token: value, expires_in: seconds } = isObject(response.body) ? response.body : {};
    if (typeof value !== "string" || value === "" || typeof seconds !== "number") {
      throw new Failure(
        "UPSTREAM_INVALID_RESPONSE",
        "The response of ZITADEL's token endpoint has no access token or no lifetime (expires_in).",
      );
    }
    const lifetimeMs = seconds * 1000;
    return {
      value: new Secret(value),
      expiresAt: requestedAt + lifetimeMs - Math.min(lifetimeMs / 10, maxMarginMs),
    };
  }

  let getToken = cacheUntilExpiry(fetchToken, clock);
  let latestToken: Secret | undefined;
  return {
    async get() {
      latestToken = await getToken();
      return latestToken;
    },
    invalidate(rejected) {
      // Concurrent calls are rejected with the same token. The first of them has already discarded it.
      if (rejected !== latestToken) return true;
      const current = tokenOrGrant.get();
      if (current instanceof Secret && !tokenOrGrant.rotate(current)) return false;
      latestToken = undefined;
      getToken = cacheUntilExpiry(fetchToken, clock);
      return true;
    },
  };
}

function serviceCredentialParts(credential: ServiceCredential): ReturnType<typeof credentialParts> {
  return credential.kind === "token" ? [credential.token] : credentialParts(credential);
}

type Grant = () => Promise<ClientAuthentication>;

/** RFC 6749 section 4.4 for a secret, RFC 7523 section 2.1 for a key (the assertion is the grant itself). */
function createGrant(credentials: ClientCredentials, issuer: string, clock: Clock): Grant {
  if (credentials.kind === "key") {
    const assertion = createAssertion(credentials, issuer, clock);
    return async () => ({
      form: { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: await assertion() },
    });
  }
  const authenticate = authenticateBySecret(credentials);
  return async () => {
    const { form, ...authorization } = await authenticate();
    return { ...authorization, form: { ...form, grant_type: "client_credentials" } };
  };
}
