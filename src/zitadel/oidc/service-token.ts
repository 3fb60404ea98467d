import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { ClientCredentials, Reloadable, ServiceCredential } from "../../lib/credentials.js";
import { type Expiring, cacheUntilExpiry } from "../../lib/expiring-cache.js";
import { Secret } from "../../lib/secret.js";
import {
  authenticateBySecret,
  type ClientAuthentication,
  createAssertion,
  partsOf,
} from "./client-authentication.js";
import type { GetEndpoints } from "./discovery.js";
import type { ZitadelResponse } from "../client/call.js";
import type { ZitadelClient } from "../client/client.js";
import { toOidcFailure } from "../client/errors.js";
import { createRotating } from "./rotating-credential.js";
import { audienceScope, isObject, projectAudienceScope } from "../codec.js";

/** The access token of our own service user. */
export interface ServiceToken {
  readonly get: () => Promise<Secret>;
  /** ZITADEL refused this one: the next is fetched anew. False where there can be no other. */
  readonly invalidate: (refused: Secret) => boolean;
}

export interface ServiceTokenOptions {
  readonly issuer: string;
  readonly projectId: string;
}

/** A token is renewed when a tenth of its life is left, at most five minutes. */
const longestMarginMs = 5 * 60 * 1000;

/** Obtained when first needed, once for all who wait, and renewed before it ends. */
export function createServiceToken(
  http: ZitadelClient,
  discovery: GetEndpoints,
  credential: Reloadable<ServiceCredential>,
  { issuer, projectId }: ServiceTokenOptions,
  clock: Clock,
): ServiceToken {
  const grantType = createRotating(credential, partsOfService, (current) =>
    current.kind === "token" ? current.token : createGrant(current, issuer, clock),
  );
  // With our project's audience it can be introspected, too.
  const scope = ["openid", audienceScope, projectAudienceScope(projectId)].join(" ");

  async function send(grant: Grant): Promise<ZitadelResponse> {
    const { token } = await discovery();
    const { form, ...authorization } = await grant();
    return http.send({
      kind: "token",
      url: token,
      form: new URLSearchParams({ ...form, scope }),
      ...authorization,
    });
  }

  async function fetchToken(): Promise<Expiring<Secret>> {
    const grant = grantType.get();
    // ZITADEL ends a personal access token when it says; only its being refused tells us.
    if (grant instanceof Secret) return { value: grant, expiresAt: Number.POSITIVE_INFINITY };
    const askedAt = clock.unixMs();
    const answer = await send(grant);
    if (answer.status === 400 || answer.status === 401) {
      if (grantType.rotate(grant)) return fetchToken();
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL refuses the credentials of our own service user (ZITADEL_SERVICE_USER_…).",
      );
    }
    if (answer.status !== 200) throw toOidcFailure(answer);
    const { access_token: value, expires_in: seconds } = isObject(answer.body) ? answer.body : {};
    if (typeof value !== "string" || value === "" || typeof seconds !== "number") {
      throw new Failure(
        "UPSTREAM_INVALID_RESPONSE",
        "ZITADEL's token endpoint answered without an access token.",
      );
    }
    const lifeMs = seconds * 1000;
    return {
      value: new Secret(value),
      expiresAt: askedAt + lifeMs - Math.min(lifeMs / 10, longestMarginMs),
    };
  }

  let current = cacheUntilExpiry(fetchToken, clock);
  let held: Secret | undefined;
  return {
    async get() {
      held = await current();
      return held;
    },
    invalidate(refused) {
      // Of many calls that are refused together the first one asks for another.
      if (refused !== held) return true;
      const used = grantType.get();
      if (used instanceof Secret && !grantType.rotate(used)) return false;
      held = undefined;
      current = cacheUntilExpiry(fetchToken, clock);
      return true;
    },
  };
}

function partsOfService(credential: ServiceCredential): ReturnType<typeof partsOf> {
  return credential.kind === "token" ? [credential.token] : partsOf(credential);
}

type Grant = () => Promise<ClientAuthentication>;

/** RFC 6749 section 4.4 for a secret, RFC 7523 section 2.1 for a key: the assertion is the grant itself. */
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
