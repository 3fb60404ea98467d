import type { Request } from "../http/message.js";
import { readBearer } from "../http/bearer.js";
import { organizationById, type Instance, type Organization, type User } from "../instance/instance.js";
import type { TokenStore } from "../tokens/token-store.js";
import { ApiError } from "./api-error.js";

/** Authenticates a request. The organization is the one in `x-zitadel-orgid`, by default the caller's own. */
export type RequireCaller = (request: Request) => [caller: User, organization: Organization];

export function requireCaller(
  instance: Instance,
  tokens: TokenStore,
  request: Request,
): ReturnType<RequireCaller> {
  const { headers } = request;
  if ((headers.authorization ?? "") === "") throw new ApiError("unauthenticated", "auth header missing");
  const token = readBearer(request);
  if (token === undefined) throw new ApiError("unauthenticated", "invalid auth header", "AUTH-toLo1");
  const record = tokens.findAccessToken(token);
  // All tokens except personal access tokens must have ZITADEL's project in their audience.
  const hasAudience = record?.session === undefined || record.audience.includes(instance.zitadelProjectId);
  if (record === undefined || !hasAudience) {
    throw new ApiError("unauthenticated", "Errors.Token.Invalid", "AUTH-7fs1e");
  }
  const { user } = record;
  const id = headers["x-zitadel-orgid"] ?? user.organization.id;
  const organization = organizationById(instance, String(id));
  if (organization !== undefined) return [user, organization];
  throw new ApiError("permission_denied", "Organisation doesn't exist", "AUTH-Bs7Ds");
}
