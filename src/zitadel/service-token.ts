import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { ClientCredentials, Renewable, ServiceCredential } from "../lib/credentials.js";
import { type Expiring, refreshing } from "../lib/refreshing.js";
import { Secret } from "../lib/secret.js";
import {
  authenticateBySecret,
  type ClientAuthentication,
  createAssertion,
  partsOf,
} from "./client-authentication.js";
import type { Discovery } from "./discovery.js";
import type { ZitadelAnswer } from "./call.js";
import type { ZitadelHttp } from "./http.js";
import { oidcFailureOf } from "./refusal.js";
import { createRenewed } from "./renewed.js";
import { audienceScope, isObject, projectAudienceScope } from "./wire.js";

/** The access token of our own service user. */
export interface ServiceToken {
  readonly get: () => Promise<Secret>;
  /** ZITADEL refused this one: the next is fetched anew. False where there can be no other. */
  readonly forget: (refused: Secret) => boolean;
}

export interface ServiceTokenOptions {
  readonly issuer: string;
  readonly projectId: string;
}

/** A token is renewed when a tenth of its life is left, at most five minutes. */
const longestMarginMs = 5 * 60 * 1000;

/** Obtained when first needed, once for all who wait, and renewed before it ends. */
export function createServiceToken(
  http: ZitadelHttp,
  discovery: Discovery,
  credential: Renewable<ServiceCredential>,
  { issuer, projectId }: ServiceTokenOptions,
  clock: Clock,
): ServiceToken {
  const way = createRenewed(credential, partsOfService, (current) =>
    current.kind === "token" ? current.token : createGrant(current, issuer, clock),
  );
  // With our project's audience it can be introspected, too.
  const scope = ["openid", audienceScope, projectAudienceScope(projectId)].join(" ");

  async function send(grant: Grant): Promise<ZitadelAnswer> {
    const { token } = await discovery();
    const { form, ...authorization } = await grant();
    return http.send({
      kind: "token",
      url: token,
      form: new URLSearchParams({ ...form, scope }),
      ...authorization,
    });
  }

  async function buy(): Promise<Expiring<Secret>> {
    const grant = way.get();
    // ZITADEL ends a personal access token when it says; only its being refused tells us.
    if (grant instanceof Secret) return { value: grant, expiresAt: Number.POSITIVE_INFINITY };
    const askedAt = clock.unixMs();
    const answer = await send(grant);
    if (answer.status === 400 || answer.status === 401) {
      if (way.renew(grant)) return buy();
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL refuses the credentials of our own service user (ZITADEL_SERVICE_…).",
      );
    }
    if (answer.status !== 200) throw oidcFailureOf(answer);
    const { access_token: value, expires_in: seconds } = isObject(answer.body) ? answer.body : {};
    if (typeof value !== "string" || value === "" || typeof seconds !== "number") {
      throw new Failure("UPSTREAM_MALFORMED", "ZITADEL's token endpoint answered without an access token.");
    }
    const lifeMs = seconds * 1000;
    return {
      value: new Secret(value),
      expiresAt: askedAt + lifeMs - Math.min(lifeMs / 10, longestMarginMs),
    };
  }

  let current = refreshing(buy, clock);
  let given: Secret | undefined;
  return {
    async get() {
      given = await current();
      return given;
    },
    forget(refused) {
      // Of many calls that are refused together the first one asks for another.
      if (refused !== given) return true;
      const used = way.get();
      if (used instanceof Secret && !way.renew(used)) return false;
      given = undefined;
      current = refreshing(buy, clock);
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
