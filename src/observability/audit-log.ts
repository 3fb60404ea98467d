import type { FastifyBaseLogger } from "fastify";
import type { Audit } from "../access/audit.js";

/** Of a longer list of keys the first ones are in the log, and how many there are. */
export const maxAuditedKeys = 50;
/** No key or user id that ZITADEL takes is longer; what was refused may be. */
const maxTextLength = 200;

/** Writes each attempt to write into the log: who, whose, which keys, and what came of it; never a value. */
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
