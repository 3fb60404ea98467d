import { exchange } from "../../packages/zitadel-emulator/test/zitadel/exchange.js";
import { type Variables, VariablesError } from "./variables.js";

/** Whether there is such a ZITADEL and it takes the tokens: told before any test fails for it. */
export async function checkServer({ issuer, ownerToken, loginToken, env }: Variables): Promise<void> {
  const discovery = await exchange(issuer, { path: "/.well-known/openid-configuration" }).catch(
    (error: unknown) => {
      throw new VariablesError(`ZITADEL_TEST_ISSUER, ${issuer}, cannot be reached: ${String(error)}`);
    },
  );
  if (discovery.status !== 200) {
    throw new VariablesError(
      `ZITADEL_TEST_ISSUER, ${issuer}, answers ${discovery.status} for its discovery document: no ZITADEL has this name there.`,
    );
  }
  for (const [name, token] of [
    ["ZITADEL_TEST_OWNER_TOKEN", ownerToken],
    ["ZITADEL_TEST_LOGIN_TOKEN", loginToken],
  ] as const) {
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await exchange(issuer, { path: "/oidc/v1/userinfo", headers });
    if (status !== 200) {
      throw new VariablesError(`${name} is no token that ${issuer} takes: it answers ${status} for it.`);
    }
  }
  // A world that is there need not be built.
  if (env === undefined) await checkOwner(issuer, ownerToken);
}

/** Whether the token may do what building a world takes, on a server that has the APIs for it. */
async function checkOwner(issuer: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const path = "/admin/v1/members/_search";
  const { status } = await exchange(issuer, { method: "POST", path, headers, body: "{}" });
  if (status === 404 || status === 501) {
    throw new VariablesError(
      `${issuer} has no ${path}: it is no whole ZITADEL (the embedded one is none), or the token's owner has no role at all.`,
    );
  }
  if (status !== 200) {
    throw new VariablesError(
      `ZITADEL_TEST_OWNER_TOKEN is of a user who may not see the members of the instance (${status}): it needs the role IAM_OWNER.`,
    );
  }
}
