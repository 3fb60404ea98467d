import { Failure } from "../lib/failure.js";
import type { Discovery } from "../zitadel/discovery.js";
import type { ZitadelHttp } from "../zitadel/http.js";
import { oidcFailureOf } from "../zitadel/refusal.js";
import { isObject, metadataScope } from "../zitadel/wire.js";
import { refused, requireAudience, type TokenCheck } from "./check.js";
import type { ClientAuthentication } from "./client-authentication.js";

export interface IntrospectionCheckOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly authenticateClient: () => Promise<ClientAuthentication>;
}

/** Asks ZITADEL about every token (RFC 7662): the only way to know opaque ones, and to see that one was revoked. */
export function createIntrospectionCheck(
  http: ZitadelHttp,
  discovery: Discovery,
  { issuer, audience, authenticateClient }: IntrospectionCheckOptions,
): TokenCheck {
  return async (accessToken) => {
    const { introspection } = await discovery();
    const { form, ...authorization } = await authenticateClient();
    const answer = await http.send({
      url: introspection,
      form: new URLSearchParams({ token: accessToken.reveal(), ...form }),
      ...authorization,
    });
    if (answer.status === 400 || answer.status === 401) {
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL refuses the credentials that this subgraph introspects tokens with (ZITADEL_INTROSPECTION_…).",
      );
    }
    if (answer.status !== 200) throw oidcFailureOf(answer);
    if (answer.isTooLarge) {
      throw new Failure(
        "REQUEST_TOO_LARGE",
        `ZITADEL's introspection answer is larger than this subgraph reads: this user has too much metadata for tokens with the scope ${metadataScope}.`,
      );
    }
    const claims = answer.body;
    if (!isObject(claims) || typeof claims["active"] !== "boolean") {
      throw new Failure(
        "UPSTREAM_MALFORMED",
        "ZITADEL's introspection answer does not say whether the token is active.",
      );
    }
    if (!claims["active"]) throw refused("ZITADEL says that it is not active");
    if (claims["iss"] !== issuer) throw refused("another issuer made it");
    requireAudience(claims["aud"], audience);
    const { sub, scope } = claims;
    if (typeof sub !== "string" || sub === "") throw refused("it has no subject");
    return {
      id: sub,
      accessToken,
      hasMetadataScope: typeof scope === "string" ? scope.split(" ").includes(metadataScope) : undefined,
      metadataClaim: undefined,
    };
  };
}
