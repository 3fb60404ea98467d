import { z } from "zod";
import type { AppSeed, PkceAppSeed, ProjectSeed } from "zitadel-emulator";
import type { TestZitadelDescription } from "../../packages/zitadel-emulator/test/zitadel/description.js";
import type { CallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { farFuture, readKeyDetails } from "./key-details.js";

const createdProject = z.object({ id: z.string() });
const createdApp = z.object({ appId: z.string(), clientId: z.string(), clientSecret: z.string().optional() });

/** Adds a project with its roles and applications to the first organization. */
export async function addProject(
  call: CallZitadel,
  description: TestZitadelDescription,
  name: string,
  { roles = [], assertsRoles = false, apps }: ProjectSeed,
): Promise<void> {
  const [organization = ""] = Object.values(description.organizations);
  const inOrganization: CallZitadel = (publicCall) => call({ ...publicCall, organization });
  const { id } = createdProject.parse(
    await inOrganization({
      path: "/management/v1/projects",
      json: { name: `${name} ${description.userNameSuffix}`, projectRoleAssertion: assertsRoles },
    }),
  );
  description.projects[name] = id;
  const projectPath = `/management/v1/projects/${id}`;
  for (const roleKey of roles) {
    await inOrganization({ path: `${projectPath}/roles`, json: { roleKey, displayName: roleKey } });
  }
  for (const [app, seed] of Object.entries(apps))
    await addApp(inOrganization, projectPath, description, app, seed);
}

async function addApp(
  call: CallZitadel,
  projectPath: string,
  { apps, secrets, keys }: TestZitadelDescription,
  name: string,
  seed: AppSeed,
): Promise<void> {
  const [path, json] =
    seed.type === "pkce" ? ["oidc", pkceApp(name, seed)] : ["api", apiApp(name, seed.auth)];
  const { appId, clientId, clientSecret } = createdApp.parse(
    await call({ path: `${projectPath}/apps/${path}`, json }),
  );
  apps[name] = clientId;
  if (clientSecret !== undefined && clientSecret !== "") secrets[name] = clientSecret;
  if (seed.type === "api" && seed.auth === "key") {
    const json = { type: "KEY_TYPE_JSON", expirationDate: farFuture };
    keys[name] = readKeyDetails(await call({ path: `${projectPath}/apps/${appId}/keys`, json }));
  }
}

function pkceApp(name: string, seed: PkceAppSeed): Record<string, unknown> {
  return {
    name,
    redirectUris: seed.redirectUris,
    postLogoutRedirectUris: seed.postLogoutRedirectUris,
    responseTypes: ["OIDC_RESPONSE_TYPE_CODE"],
    grantTypes: ["OIDC_GRANT_TYPE_AUTHORIZATION_CODE", "OIDC_GRANT_TYPE_REFRESH_TOKEN"],
    appType: "OIDC_APP_TYPE_USER_AGENT",
    authMethodType: "OIDC_AUTH_METHOD_TYPE_NONE",
    devMode: true,
    accessTokenType: `OIDC_TOKEN_TYPE_${seed.accessToken === "jwt" ? "JWT" : "BEARER"}`,
    idTokenUserinfoAssertion: seed.userinfoInIdToken === true,
    accessTokenRoleAssertion: seed.rolesInTokens === true,
    idTokenRoleAssertion: seed.rolesInTokens === true,
    loginVersion: { loginV2: { baseUri: seed.loginUri } },
  };
}

function apiApp(name: string, auth: "secret" | "key"): Record<string, unknown> {
  return { name, authMethodType: `API_AUTH_METHOD_TYPE_${auth === "secret" ? "BASIC" : "PRIVATE_KEY_JWT"}` };
}
