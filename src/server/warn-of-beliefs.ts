import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config/config.js";
import { namesClients, type Policy, rolesOfAnyOrganisation } from "../metadata/policy.js";

/** Reminds whoever starts it of what the configuration believes of others: roles that they grant, client ids that they choose. */
export function warnOfBeliefs(config: Config, log: FastifyBaseLogger): void {
  warnOfRoles(config.policy, log);
  warnOfClients(config, log);
}

/** Whoever may grant a role of the project lets people in by it. */
function warnOfRoles(policy: Policy, log: FastifyBaseLogger): void {
  const roles = [...rolesOfAnyOrganisation(policy)];
  if (roles.length === 0) return;
  log.warn(
    { roles },
    "rules admit these roles whichever organisation granted them; if others than yours may grant roles of this project, write role:ROLE@ORGANISATION_ID or role:ROLE@owner",
  );
}

/** The client id of a service user's token is the user name that it has in its organisation. */
function warnOfClients({ policy, zitadel }: Config, log: FastifyBaseLogger): void {
  const isUsed = zitadel.clients?.some((client) => client !== "pat") === true || namesClients(policy);
  if (!isUsed) return;
  log.warn(
    "client ids are believed (ZITADEL_CLIENTS, client:ID): whoever may name service users in an organisation of this ZITADEL can give one the client id of an application as its name",
  );
}
