import type { FastifyBaseLogger } from "fastify";
import type { Audit } from "../graphql/context/audit.js";

/** Maximum number of keys in an audit line. `keyCount` has the number of all keys. */
export const maxAuditedKeys = 50;
/**
 * Maximum length of keys and user ids that ZITADEL accepts. Rejected input may be longer and is truncated.
 */
const maxTextLength = 200;

/** Logs every attempted write with caller, user, keys and outcome, but without values. */
export function createAuditLog(log: FastifyBaseLogger): Audit {
  return ({ requestId, caller, userId, action, keys, credential = null, ...outcome }) => {
    log.info(
      {
        audit: true,
        requestId,
        caller: caller?.id ?? null,
        clientId: caller?.clientId ?? null,
        userId: userId.slice(0, maxTextLength),
        action,
        keys: keys.slice(0, maxAuditedKeys).map((key) => key.slice(0, maxTextLength)),
        keyCount: keys.length,
        credential,
        ...outcome,
      },
      "audit",
    );
  };
}
