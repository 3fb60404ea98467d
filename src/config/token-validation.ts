import { hasServiceRules } from "../access/policy.js";
import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { serviceUserExpected } from "./service-user-expected.js";

/** What of the ways to accept tokens, the rules and the credentials does not go together. */
export function checkTokens(
  { zitadel, policy }: Config,
  policyVariable: string,
  environment: Environment,
): void {
  const { acceptTokens, introspection, clients, serviceUser, trustJwt } = zitadel;
  const accepts = (way: (typeof acceptTokens)[number]): boolean => acceptTokens.includes(way);
  const credentials = "ZITADEL_INTROSPECTION_KEY, or ZITADEL_INTROSPECTION_CLIENT_ID and _CLIENT_SECRET";

  if (accepts("introspection") && introspection === undefined) {
    environment.report({
      variable: "TOKEN_VALIDATION",
      received: "introspection, and no credentials for it",
      expected: `${credentials}, beside it`,
    });
  }
  if (accepts("userinfo") && clients !== undefined) {
    environment.report({
      variable: "ALLOWED_CLIENT_IDS",
      received: "a list, and userinfo among TOKEN_VALIDATION",
      expected: "one of the two: userinfo does not tell which application a token was issued to",
    });
  }
  if (!hasServiceRules(policy)) return;
  // Where there is something wrong with one, that has been told.
  const isToldAlready = environment.problems.some(({ variable }) =>
    variable.startsWith("ZITADEL_SERVICE_USER_"),
  );
  if (serviceUser === undefined && !isToldAlready) {
    environment.report({
      variable: policyVariable,
      received: 'a rule with "as": "service", and no service user',
      expected: serviceUserExpected,
    });
  }
  if (accepts("userinfo")) {
    environment.report({
      variable: "TOKEN_VALIDATION",
      received: 'userinfo, and a rule with "as": "service"',
      expected: "jwt or introspection: with userinfo any application's token would move our service user",
    });
  }
  if (accepts("jwt") && introspection === undefined && !trustJwt) {
    environment.report({
      variable: "JWT_SKIP_INTROSPECTION",
      received:
        'false, with jwt among TOKEN_VALIDATION, a rule with "as": "service" and no credentials for introspection',
      expected: `${credentials}, so that revoked JWTs are noticed; or true, if they need not be`,
    });
  }
}
