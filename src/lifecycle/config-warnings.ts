import type { FastifyBaseLogger } from "fastify";
import { hasClientPrincipals, rolesFromAnyOrganization } from "../access/policy.js";
import type { Config } from "../config/config.js";

/** Warns at startup about settings that are valid but may not do what the operator expects. */
export function warnAboutConfig(config: Config, log: FastifyBaseLogger): void {
  for (const { variable, hint } of config.warnings) log.warn({ variable }, `unknown variable; ${hint}`);
  warnAboutRoles(config, log);
  warnAboutClients(config, log);
  warnAboutShutdownGrace(config, log);
}

/** Every organization that may grant a role of the project decides who has access through it. */
function warnAboutRoles({ policy }: Config, log: FastifyBaseLogger): void {
  const roles = [...rolesFromAnyOrganization(policy)];
  if (roles.length === 0) return;
  log.warn(
    { roles },
    "policy grants access by role regardless of the granting organization; if other organizations may grant roles of this project, write role:ROLE@ORGANIZATION_ID or role:ROLE@owner",
  );
}

/** The client id in a service user's token is its user name, which its organization chooses. */
function warnAboutClients({ policy, zitadel }: Config, log: FastifyBaseLogger): void {
  const isUsed = zitadel.clients?.some((client) => client !== "pat") === true || hasClientPrincipals(policy);
  if (!isUsed) return;
  log.warn(
    "policy trusts client ids, which users who manage service users can choose (ALLOWED_CLIENT_IDS, client:ID)",
  );
}

/** A request that is aborted during a shutdown leaves the outcome of its write unknown. */
function warnAboutShutdownGrace({ requestTimeoutMs, shutdown }: Config, log: FastifyBaseLogger): void {
  if (requestTimeoutMs < shutdown.graceMs) return;
  log.warn(
    { requestTimeoutMs, graceMs: shutdown.graceMs },
    "requests may be aborted during shutdown: set SHUTDOWN_GRACE_MS greater than REQUEST_TIMEOUT_MS",
  );
}
