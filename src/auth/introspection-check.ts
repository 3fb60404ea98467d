import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { ClientAuthentication } from "../zitadel/oidc/client-authentication.js";
import type { GetEndpoints } from "../zitadel/oidc/discovery.js";
import type { ZitadelResponse } from "../zitadel/client/call.js";
import type { ZitadelClient } from "../zitadel/client/client.js";
import { toOidcFailure } from "../zitadel/client/errors.js";
import type { RotatingCredential } from "../zitadel/oidc/rotating-credential.js";
import { isObject, metadataScope } from "../zitadel/codec.js";
import type { ClaimsValidator } from "./claims-validation.js";
import { rejectToken, type TokenCheck } from "./token-check.js";

/** Returns ZITADEL's introspection response (RFC 7662); undefined for an inactive token. */
export type Introspect = (token: Secret) => Promise<Readonly<Record<string, unknown>> | undefined>;

type AuthenticateClient = () => Promise<ClientAuthentication>;

export function createIntrospect(
  http: ZitadelClient,
  discovery: GetEndpoints,
  client: RotatingCredential<AuthenticateClient>,
): Introspect {
  async function send(token: Secret, authenticate: AuthenticateClient): Promise<ZitadelResponse> {
    const { introspection } = await discovery();
    const { form, ...authorization } = await authenticate();
    return http.send({
      kind: "introspect",
      url: introspection,
      form: new URLSearchParams({ token: token.reveal(), ...form }),
      ...authorization,
    });
  }
  const isRejection = ({ status }: ZitadelResponse): boolean => status === 400 || status === 401;

  return async (token) => {
    const usedClient = client.get();
    const first = await send(token, usedClient);
    const response =
      isRejection(first) && client.rotate(usedClient) ? await send(token, client.get()) : first;
    if (isRejection(response)) {
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL rejected this subgraph's introspection credentials. Check the ZITADEL_INTROSPECTION_… settings and, for a key, this machine's clock.",
      );
    }
    if (response.status !== 200) throw toOidcFailure(response);
    if (response.isTooLarge) {
      throw new Failure(
        "REQUEST_TOO_LARGE",
        `ZITADEL's introspection response is too large: this user has too much metadata for tokens with the scope ${metadataScope}.`,
      );
    }
    const claims = response.body;
    if (!isObject(claims) || typeof claims["active"] !== "boolean") {
      throw new Failure(
        "UPSTREAM_INVALID_RESPONSE",
        "ZITADEL's introspection response does not say whether the token is active.",
      );
    }
    return claims["active"] ? claims : undefined;
  };
}

/**
 * Introspects every token: the only method for opaque tokens, and the only one that notices a revoked token.
 */
export function createIntrospectionCheck(introspect: Introspect, validator: ClaimsValidator): TokenCheck {
  return async (token) => {
    const claims = await introspect(token);
    if (claims === undefined)
      throw rejectToken("is unknown to ZITADEL, expired, revoked or issued for another project");
    const { scope } = claims;
    return validator.validate(token, claims, {
      hasMetadataScope: typeof scope === "string" ? scope.split(" ").includes(metadataScope) : undefined,
      metadataClaim: undefined,
    });
  };
}
