import type { FastifyBaseLogger } from "fastify";
import type { Audit } from "../../metadata/audit.js";

/** Of a longer list of keys the first ones are in the log, and how many there are. */
export const mostAuditedKeys = 50;
/** No key or user id that ZITADEL takes is longer; what was refused may be. */
const longestText = 200;

/** Writes each attempt to write into the log: who, whose, which keys, and what came of it; never a value. */
export function createLogAudit(log: FastifyBaseLogger): Audit {
  return ({ requestId, caller, owner, action, keys, credential = null, ...outcome }) => {
    log.info(
      {
        audit: true,
        requestId,
        caller: caller?.id ?? null,
        client: caller?.clientId ?? null,
        owner: owner.slice(0, longestText),
        action,
        keys: keys.slice(0, mostAuditedKeys).map((key) => key.slice(0, longestText)),
        keyCount: keys.length,
        credential,
        ...outcome,
      },
      "audit",
    );
  };
}
