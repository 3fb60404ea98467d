import { z } from "zod";
import type { ServiceUserSeed } from "zitadel-emulator";
import type { TestZitadelDescription } from "../../packages/zitadel-emulator/test/zitadel/description.js";
import type { CallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { farFuture, readKeyDetails } from "./key-details.js";

const created = z.object({ userId: z.string() });
const issued = z.object({ token: z.string() });
const client = z.object({ clientId: z.string(), clientSecret: z.string() });

/** Adds a service user with role, token, secret and key, and records their ids and values in the description. */
export async function addServiceUser(
  call: CallZitadel,
  { users, organizations, apps, secrets, personalAccessTokens, keys, userNameSuffix }: TestZitadelDescription,
  name: string,
  seed: ServiceUserSeed,
): Promise<void> {
  const organization = organizations[seed.organization] ?? "";
  const inOrganization: CallZitadel = (publicCall) => call({ ...publicCall, organization });
  const accessTokenType = `ACCESS_TOKEN_TYPE_${seed.accessToken === "jwt" ? "JWT" : "BEARER"}`;
  const { userId } = created.parse(
    await inOrganization({
      path: "/management/v1/users/machine",
      json: { userName: `${name}-${userNameSuffix}`, name, accessTokenType },
    }),
  );
  users[name] = userId;
  const userPath = `/management/v1/users/${userId}`;
  personalAccessTokens[name] = issued.parse(
    await inOrganization({ path: `${userPath}/pats`, json: { expirationDate: farFuture } }),
  ).token;
  if (seed.role !== undefined) {
    const json = { userId, roles: [seed.role.role] };
    if (seed.role.in === "instance") await call({ path: "/admin/v1/members", json });
    else await inOrganization({ path: "/management/v1/orgs/me/members", json });
  }
  if (seed.secret !== undefined) {
    const { clientId, clientSecret } = client.parse(
      await inOrganization({ method: "PUT", path: `${userPath}/secret` }),
    );
    apps[`${name}-client`] = clientId;
    secrets[`${name}-client`] = clientSecret;
  }
  if (seed.key === true) {
    const json = { type: "KEY_TYPE_JSON", expirationDate: farFuture };
    keys[name] = readKeyDetails(await inOrganization({ path: `${userPath}/keys`, json }));
  }
}
