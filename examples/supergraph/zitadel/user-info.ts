import { z } from "zod";
import { type CallOptions, call } from "./call.js";

/** The roles of the user in the project of the application that the user signed in to. */
const rolesClaim = "urn:zitadel:iam:org:project:roles";

const userInfo = z.object({
  sub: z.string().min(1),
  [rolesClaim]: z.record(z.string(), z.unknown()).default({}),
});

export interface UserInfo {
  readonly id: string;
  readonly roles: readonly string[];
}

/** Reads who the caller is. https://zitadel.com/docs/apis/openidoauth/endpoints#userinfo_endpoint */
export async function readUserInfo(issuer: string, options: CallOptions): Promise<UserInfo> {
  const { sub, [rolesClaim]: roles } = await call(`${issuer}/oidc/v1/userinfo`, {}, userInfo, options);
  return { id: sub, roles: Object.keys(roles) };
}
