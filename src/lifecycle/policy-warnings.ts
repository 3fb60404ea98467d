import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config/config.js";
import { hasClientPrincipals, type Policy, rolesFromAnyOrganization } from "../access/policy.js";

/** Warns at startup if access depends on data that others control: granted roles and client ids. */
export function warnAboutPolicy(config: Config, log: FastifyBaseLogger): void {
  warnAboutRoles(config.policy, log);
  warnAboutClients(config, log);
}

/** Every organization that may grant a role of the project decides who has access through it. */
function warnAboutRoles(policy: Policy, log: FastifyBaseLogger): void {
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
