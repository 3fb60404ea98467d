import { exchange } from "../../packages/zitadel-emulator/test/zitadel/exchange.js";
import { type Variables, VariablesError } from "./variables.js";

/** Throws VariablesError if ZITADEL cannot be reached or rejects the tokens, before the first test fails. */
export async function checkServer({ issuer, ownerToken, loginToken, description }: Variables): Promise<void> {
  const discovery = await exchange(issuer, { path: "/.well-known/openid-configuration" }).catch(
    (error: unknown) => {
      throw new VariablesError(`ZITADEL_TEST_ISSUER, ${issuer}, cannot be reached: ${String(error)}`);
    },
  );
  if (discovery.status !== 200) {
    throw new VariablesError(
      `ZITADEL_TEST_ISSUER, ${issuer}, returned ${discovery.status} for its discovery document: no ZITADEL has this name there.`,
    );
  }
  for (const [name, token] of [
    ["ZITADEL_TEST_OWNER_TOKEN", ownerToken],
    ["ZITADEL_TEST_LOGIN_TOKEN", loginToken],
  ] as const) {
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await exchange(issuer, { path: "/oidc/v1/userinfo", headers });
    if (status !== 200) {
      throw new VariablesError(`${name} is not a valid token of ${issuer}: userinfo returned ${status}.`);
    }
  }
  if (description === undefined) await checkOwner(issuer, ownerToken);
}

/** Throws VariablesError unless the server has the APIs that create test data, and the token may use them. */
async function checkOwner(issuer: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const path = "/admin/v1/members/_search";
  const { status } = await exchange(issuer, { method: "POST", path, headers, body: "{}" });
  if (status === 404 || status === 501) {
    throw new VariablesError(
      `${issuer} does not serve ${path}: it is not a complete ZITADEL (the emulator is not), or ZITADEL_TEST_OWNER_TOKEN belongs to a user without any role.`,
    );
  }
  if (status !== 200) {
    throw new VariablesError(
      `ZITADEL_TEST_OWNER_TOKEN may not list the members of the instance (${status}): its user needs the role IAM_OWNER.`,
    );
  }
}
