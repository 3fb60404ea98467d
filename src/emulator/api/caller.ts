import type { Asked } from "../http/answer.js";
import { readBearer } from "../http/bearer.js";
import type { Instance, User } from "../instance/instance.js";
import type { TokenStore } from "../tokens/token-store.js";
import { Refusal } from "./refusal.js";

export function requireCaller(
  { organisations, zitadelProjectId }: Instance,
  tokens: TokenStore,
  asked: Asked,
): User {
  const { headers } = asked;
  if ((headers.authorization ?? "") === "") throw new Refusal("unauthenticated", "auth header missing");
  const token = readBearer(asked);
  if (token === undefined) throw new Refusal("unauthenticated", "invalid auth header", "AUTH-toLo1");
  const known = tokens.accessToken(token);
  // Only personal access tokens need not be meant for ZITADEL.
  const isMeantForUs = known?.login === undefined || known.audience.includes(zitadelProjectId);
  if (known === undefined || !isMeantForUs) {
    throw new Refusal("unauthenticated", "Errors.Token.Invalid", "AUTH-7fs1e");
  }
  const organisationId = headers["x-zitadel-orgid"];
  if (organisationId !== undefined && ![...organisations.values()].some(({ id }) => id === organisationId)) {
    throw new Refusal("permission_denied", "Organisation doesn't exist", "AUTH-Bs7Ds");
  }
  return known.user;
}
