import { hasServiceRules } from "../access/policy.js";
import type { Config } from "../config/config.js";

/**
 * Whether requests of callers use the service user: for rules with `as: service`, or to search for other users
 * with a unique value.
 */
export function usesServiceUser({ policy, typedKeys, zitadel }: Config): boolean {
  const hasUniqueKeys = typedKeys?.all.some(({ isUnique }) => isUnique) === true;
  return hasServiceRules(policy) || (hasUniqueKeys && zitadel.serviceUser !== undefined);
}
