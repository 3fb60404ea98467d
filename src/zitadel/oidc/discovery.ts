import type { Clock } from "../../lib/clock.js";
import { Failure, type FailureCode } from "../../lib/failure.js";
import { cacheUntilExpiry } from "./expiring-cache.js";
import type { ZitadelClient } from "../client/client.js";
import { FailedCall } from "../client/errors.js";
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
    const document = await fetchDocument(client, url);
    if (document["issuer"] !== issuer) {
      throw new Failure(
        "MISCONFIGURED",
        `The discovery document ${url} has the issuer ${JSON.stringify(document["issuer"])}, but ZITADEL_ISSUER is ${JSON.stringify(issuer)}. Set ZITADEL_ISSUER to exactly the same value.`,
      );
    }
    return {
      value: {
        userinfo: requireEndpoint(document, "userinfo_endpoint"),
        introspection: requireEndpoint(document, "introspection_endpoint"),
        jwks: requireEndpoint(document, "jwks_uri"),
        token: requireEndpoint(document, "token_endpoint"),
      },
      expiresAt: Number.POSITIVE_INFINITY,
    };
  }, clock);
}

/**
 * Reads the document. Another response is not an error of the configuration: it can come from a proxy, while
 * ZITADEL behind it is not available yet.
 */
async function fetchDocument(client: ZitadelClient, url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { status, body } = await client.send({ kind: "discovery", url });
    if (status === 200 && isObject(body) && typeof body["issuer"] === "string") return body;
    throw noDocument("UPSTREAM_INVALID_RESPONSE", `The response with status ${status} is not one.`);
  } catch (error) {
    if (!(error instanceof FailedCall) || (error.kind !== "notRouted" && error.kind !== "foreign"))
      throw error;
    throw noDocument(error.code, error.message);
  }
}

/** Clients see the message, so it contains no address. */
function noDocument(code: FailureCode, reason: string): Failure {
  return new Failure(
    code,
    `No discovery document of ZITADEL. ${reason} Check that ZITADEL is running and that ZITADEL_ISSUER is its address. ZITADEL accepts only its own host name, for example localhost and not 127.0.0.1.`,
  );
}
