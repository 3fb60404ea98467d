import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config/config.js";
import { hasClientPrincipals, type Policy, rolesFromAnyOrganization } from "../access/policy.js";

/** Reminds whoever starts it of what the configuration believes of others: roles that they grant, client ids that they choose. */
export function warnAboutPolicy(config: Config, log: FastifyBaseLogger): void {
  warnAboutRoles(config.policy, log);
  warnAboutClients(config, log);
}

/** Whoever may grant a role of the project lets people in by it. */
function warnAboutRoles(policy: Policy, log: FastifyBaseLogger): void {
  const roles = [...rolesFromAnyOrganization(policy)];
  if (roles.length === 0) return;
  log.warn(
    { roles },
    "policy grants access by role regardless of the granting organization; if other organizations may grant roles of this project, write role:ROLE@ORGANIZATION_ID or role:ROLE@owner",
  );
}

/** The client id of a service user's token is the user name that it has in its organization. */
function warnAboutClients({ policy, zitadel }: Config, log: FastifyBaseLogger): void {
  const isUsed = zitadel.clients?.some((client) => client !== "pat") === true || hasClientPrincipals(policy);
  if (!isUsed) return;
  log.warn(
    "policy trusts client ids, which users who manage service users can choose (ALLOWED_CLIENT_IDS, client:ID)",
  );
}
