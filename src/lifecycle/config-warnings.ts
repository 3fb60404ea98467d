import type { FastifyBaseLogger } from "fastify";
import { hasClientPrincipals, rolesFromAnyOrganization } from "../access/policy.js";
import type { Config } from "../config/config.js";
import { isPlainHttp } from "../config/issuer.js";

/** Warns at startup about settings that are valid but may not do what the operator expects. */
export function warnAboutConfig(config: Config, log: FastifyBaseLogger): void {
  for (const { variable, hint } of config.warnings) log.warn({ variable }, `unknown variable; ${hint}`);
  warnAboutHttp(config, log);
  warnAboutRoles(config, log);
  warnAboutClients(config, log);
  warnAboutShutdownGrace(config, log);
}

/** The API URL may be plain HTTP without a warning: inside a network this is usual. */
function warnAboutHttp({ zitadel: { issuer } }: Config, log: FastifyBaseLogger): void {
  if (!isPlainHttp(issuer)) return;
  log.warn({ issuer }, "tokens and secrets are sent without encryption (ZITADEL_ALLOW_HTTP)");
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
