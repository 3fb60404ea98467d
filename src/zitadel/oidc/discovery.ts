import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { cacheUntilExpiry } from "../../lib/expiring-cache.js";
import type { ZitadelClient } from "../client/client.js";
import { toOidcFailure } from "../client/errors.js";
import { isObject } from "../codec.js";

/** Where to send what. */
export interface Endpoints {
  readonly userinfo: string;
  readonly introspection: string;
  readonly jwks: string;
  readonly token: string;
}

export type GetEndpoints = () => Promise<Endpoints>;

/** Asks for the document once more, of which only matters whether ZITADEL answers. */
export async function ping(http: ZitadelClient, apiUrl: string): Promise<void> {
  await http.send({ kind: "discovery", url: documentUrl(apiUrl) });
}

function documentUrl(apiUrl: string): string {
  return `${apiUrl}/.well-known/openid-configuration`;
}

export interface DiscoveryOptions {
  /** The issuer, exactly as ZITADEL names itself. */
  readonly issuer: string;
  /** The origin that calls go to, where it is not the issuer's. */
  readonly apiUrl: string;
}

/**
 * The endpoints of ZITADEL's discovery document (OpenID Connect Discovery 1.0), read once, when first needed.
 * Its issuer must be ours and its endpoints must share the issuer's origin: tokens and client secrets go there.
 */
export function createDiscovery(
  http: ZitadelClient,
  { issuer, apiUrl }: DiscoveryOptions,
  clock: Clock,
): GetEndpoints {
  const url = documentUrl(apiUrl);

  function endpointOf(document: Readonly<Record<string, unknown>>, name: string): string {
    const value = document[name];
    const endpoint = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
    if (endpoint?.origin !== new URL(issuer).origin) {
      throw new Failure(
        "MISCONFIGURED",
        `The discovery document ${url} names ${JSON.stringify(value)} as its ${name}; it must be an address under ${issuer}.`,
      );
    }
    return `${apiUrl}${endpoint.pathname}${endpoint.search}`;
  }

  return cacheUntilExpiry(async () => {
    const answer = await http.send({ kind: "discovery", url });
    const { status, body } = answer;
    if (status >= 500 || status === 429) throw toOidcFailure(answer);
    if (status !== 200 || !isObject(body)) {
      throw new Failure(
        "MISCONFIGURED",
        `${url} answered ${status} and no discovery document: is ZITADEL_ISSUER (${issuer}) the address of a ZITADEL instance? It answers to the one host name that it knows itself by, for example localhost and not 127.0.0.1.`,
      );
    }
    if (body["issuer"] !== issuer) {
      throw new Failure(
        "MISCONFIGURED",
        `The discovery document ${url} says issuer ${JSON.stringify(body["issuer"])}, ZITADEL_ISSUER says ${JSON.stringify(issuer)}: they must be equal, to the letter.`,
      );
    }
    return {
      value: {
        userinfo: endpointOf(body, "userinfo_endpoint"),
        introspection: endpointOf(body, "introspection_endpoint"),
        jwks: endpointOf(body, "jwks_uri"),
        token: endpointOf(body, "token_endpoint"),
      },
      expiresAt: Number.POSITIVE_INFINITY,
    };
  }, clock);
}
