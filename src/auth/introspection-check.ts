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

/** What ZITADEL says of a token (RFC 7662); undefined for one that is not active. */
export type Introspect = (token: Secret) => Promise<Readonly<Record<string, unknown>> | undefined>;

type Authenticate = () => Promise<ClientAuthentication>;

export function createIntrospect(
  http: ZitadelClient,
  discovery: GetEndpoints,
  client: RotatingCredential<Authenticate>,
): Introspect {
  async function send(token: Secret, authenticate: Authenticate): Promise<ZitadelResponse> {
    const { introspection } = await discovery();
    const { form, ...authorization } = await authenticate();
    return http.send({
      kind: "introspect",
      url: introspection,
      form: new URLSearchParams({ token: token.reveal(), ...form }),
      ...authorization,
    });
  }
  const isRefusal = ({ status }: ZitadelResponse): boolean => status === 400 || status === 401;

  return async (token) => {
    const used = client.get();
    const first = await send(token, used);
    const answer = isRefusal(first) && client.rotate(used) ? await send(token, client.get()) : first;
    if (isRefusal(answer)) {
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL refuses the credentials that this subgraph introspects tokens with (ZITADEL_INTROSPECTION_…).",
      );
    }
    if (answer.status !== 200) throw toOidcFailure(answer);
    if (answer.isTooLarge) {
      throw new Failure(
        "REQUEST_TOO_LARGE",
        `ZITADEL's introspection answer is larger than this subgraph reads: this user has too much metadata for tokens with the scope ${metadataScope}.`,
      );
    }
    const claims = answer.body;
    if (!isObject(claims) || typeof claims["active"] !== "boolean") {
      throw new Failure(
        "UPSTREAM_INVALID_RESPONSE",
        "ZITADEL's introspection answer does not say whether the token is active.",
      );
    }
    return claims["active"] ? claims : undefined;
  };
}

/** Asks ZITADEL about every token: the only way to know opaque ones, and to see that one was revoked. */
export function createIntrospectionCheck(introspect: Introspect, admission: ClaimsValidator): TokenCheck {
  return async (token) => {
    const claims = await introspect(token);
    if (claims === undefined)
      throw rejectToken(
        "ZITADEL says that it is not active: it does not know it, it has ended, or it was not issued for this API's project",
      );
    const { scope } = claims;
    return admission.validate(token, claims, {
      hasMetadataScope: typeof scope === "string" ? scope.split(" ").includes(metadataScope) : undefined,
      metadataClaim: undefined,
    });
  };
}
