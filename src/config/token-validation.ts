import { hasServiceRules } from "../access/policy.js";
import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { serviceUserHint } from "./service-user-hint.js";

/** Reports token validation methods, access rules and credentials that are incompatible with each other. */
export function checkTokenValidation(
  { zitadel, policy }: Config,
  policyVariable: string,
  environment: Environment,
): void {
  const { acceptTokens, introspection, clients, serviceUser, skipJwtIntrospection } = zitadel;
  const accepts = (method: (typeof acceptTokens)[number]): boolean => acceptTokens.includes(method);
  const credentials = "ZITADEL_INTROSPECTION_KEY, or ZITADEL_INTROSPECTION_CLIENT_ID and _CLIENT_SECRET";

  if (accepts("introspection") && introspection === undefined) {
    environment.report({
      variable: "TOKEN_VALIDATION",
      problem: "introspection requires credentials",
      hint: `set ${credentials}`,
    });
  }
  if (accepts("userinfo") && clients !== undefined) {
    environment.report({
      variable: "ALLOWED_CLIENT_IDS",
      problem:
        "not supported with userinfo in TOKEN_VALIDATION, because userinfo does not return the client id of a token",
      hint: "remove one of the two",
    });
  }
  if (!hasServiceRules(policy)) return;
  // An invalid service user was already reported as such.
  const isReported = environment.problems.some(({ variable }) =>
    variable.startsWith("ZITADEL_SERVICE_USER_"),
  );
  if (serviceUser === undefined && !isReported) {
    environment.report({
      variable: policyVariable,
      problem: 'a rule with "as": "service" requires a service user',
      hint: serviceUserHint,
    });
  }
  if (accepts("userinfo")) {
    environment.report({
      variable: "TOKEN_VALIDATION",
      problem:
        'userinfo is not allowed with an "as": "service" rule, because tokens of any application could then use the service user',
      hint: "use jwt or introspection",
    });
  }
  if (accepts("jwt") && introspection === undefined && !skipJwtIntrospection) {
    environment.report({
      variable: "JWT_SKIP_INTROSPECTION",
      problem: 'a rule with "as": "service" requires introspection of JWTs, which detects revoked tokens',
      hint: `set ${credentials}, or set JWT_SKIP_INTROSPECTION=true to accept revoked JWTs`,
    });
  }
}
