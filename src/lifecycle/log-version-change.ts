import type { FastifyBaseLogger } from "fastify";
import type { OnVersionChange } from "../zitadel/api/detect-version.js";

/** Logs the detected version of ZITADEL's API. A later change is a warning: the versions differ in permissions. */
export function logVersionChange(log: FastifyBaseLogger): OnVersionChange {
  return (version, previous) => {
    log[previous === undefined ? "info" : "warn"]({ version, previous }, "ZITADEL API version selected");
  };
}
