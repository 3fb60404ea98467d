import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { cacheUntilExpiry } from "../../lib/expiring-cache.js";
import type { ZitadelClient } from "../client/client.js";
import { toOidcFailure } from "../client/errors.js";
import { isObject } from "../codec.js";

/** URLs of ZITADEL's OIDC endpoints. */
export interface Endpoints {
  readonly userinfo: string;
  readonly introspection: string;
  readonly jwks: string;
  readonly token: string;
}

export type GetEndpoints = () => Promise<Endpoints>;

/** Requests the discovery document to check that ZITADEL responds. The content does not matter. */
export async function ping(client: ZitadelClient, apiUrl: string): Promise<void> {
  await client.send({ kind: "discovery", url: documentUrl(apiUrl) });
}

function documentUrl(apiUrl: string): string {
  return `${apiUrl}/.well-known/openid-configuration`;
}

export interface DiscoveryOptions {
  /** The issuer, exactly as in ZITADEL's discovery document. */
  readonly issuer: string;
  /** The origin that calls go to. It may differ from the issuer's. */
  readonly apiUrl: string;
}

/**
 * The endpoints of ZITADEL's discovery document (OpenID Connect Discovery 1.0), read once, on first use.
 * The document must name the configured issuer, and its endpoints must have the issuer's origin: they receive
 * tokens and client secrets.
 */
export function createDiscovery(
  client: ZitadelClient,
  { issuer, apiUrl }: DiscoveryOptions,
  clock: Clock,
): GetEndpoints {
  const url = documentUrl(apiUrl);

  function requireEndpoint(document: Readonly<Record<string, unknown>>, name: string): string {
    const value = document[name];
    const endpoint = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
    if (endpoint?.origin !== new URL(issuer).origin) {
      throw new Failure(
        "MISCONFIGURED",
        `Invalid ${name} in the discovery document ${url}: got ${JSON.stringify(value)}, expected a URL under ${issuer}.`,
      );
    }
    return `${apiUrl}${endpoint.pathname}${endpoint.search}`;
  }

  return cacheUntilExpiry(async () => {
    const response = await client.send({ kind: "discovery", url });
    const { status, body } = response;
    if (status >= 500 || status === 429) throw toOidcFailure(response);
    if (status !== 200 || !isObject(body)) {
      throw new Failure(
        "MISCONFIGURED",
        `No discovery document at ${url} (status ${status}). Check that ZITADEL_ISSUER (${issuer}) is the address of a ZITADEL instance. ZITADEL accepts only its own host name, for example localhost and not 127.0.0.1.`,
      );
    }
    if (body["issuer"] !== issuer) {
      throw new Failure(
        "MISCONFIGURED",
        `The discovery document ${url} has the issuer ${JSON.stringify(body["issuer"])}, but ZITADEL_ISSUER is ${JSON.stringify(issuer)}. Set ZITADEL_ISSUER to exactly the same value.`,
      );
    }
    return {
      value: {
        userinfo: requireEndpoint(body, "userinfo_endpoint"),
        introspection: requireEndpoint(body, "introspection_endpoint"),
        jwks: requireEndpoint(body, "jwks_uri"),
        token: requireEndpoint(body, "token_endpoint"),
      },
      expiresAt: Number.POSITIVE_INFINITY,
    };
  }, clock);
}
