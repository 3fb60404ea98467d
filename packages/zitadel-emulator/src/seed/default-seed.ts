import type { PkceAppSeed, Seed } from "./seed.js";

const pkce = {
  type: "pkce",
  accessToken: "opaque",
  redirectUris: ["http://localhost:9999/callback"],
  postLogoutRedirectUris: ["http://localhost:9999/"],
  loginUri: "http://localhost:9998/login",
} as const satisfies PkceAppSeed;

/**
 * The seed of {@link startEmulator}: two organizations, four people, a service user for each role, and two
 * projects with PKCE and API applications. The PKCE applications name a login page at
 * `http://localhost:9998/login`, which is not part of the emulator; tests get tokens from
 * `Emulator.issueTokens` or log in through ZITADEL's session API.
 */
export const defaultSeed: Seed = {
  organizations: {
    acme: { displayName: "ACME", primaryDomain: "acme.localhost" },
    globex: { displayName: "Globex", primaryDomain: "globex.localhost" },
  },
  people: {
    "road-runner": {
      organization: "acme",
      metadata: { contract: "10045", plan: "gold", settings: '{"theme":"dark","beta":true}' },
    },
    "wile-coyote": {
      organization: "acme",
      metadata: { contract: "10046", plan: "acme-pro" },
      grants: { shop: ["admin"] },
    },
    "porky-pig": { organization: "acme" },
    "bugs-bunny": { organization: "globex", metadata: { contract: "20001" } },
  },
  serviceUsers: {
    owner: { organization: "acme", userName: "boss", role: { role: "IAM_OWNER", in: "instance" } },
    "login-client": {
      organization: "acme",
      userName: "login-client",
      role: { role: "IAM_LOGIN_CLIENT", in: "instance" },
    },
    manager: {
      organization: "acme",
      role: { role: "ORG_USER_MANAGER", in: "organization" },
      key: true,
      secret: true,
    },
    viewer: { organization: "acme", role: { role: "ORG_OWNER_VIEWER", in: "organization" } },
    "instance-viewer": { organization: "acme", role: { role: "IAM_OWNER_VIEWER", in: "instance" } },
    "instance-manager": { organization: "acme", role: { role: "IAM_USER_MANAGER", in: "instance" } },
    nobody: { organization: "acme" },
    "jwt-machine": {
      organization: "acme",
      role: { role: "ORG_USER_MANAGER", in: "organization" },
      accessToken: "jwt",
      secret: true,
    },
    "other-manager": { organization: "globex", role: { role: "ORG_USER_MANAGER", in: "organization" } },
  },
  projects: {
    shop: {
      roles: ["admin", "support"],
      assertsRoles: true,
      apps: {
        spa: pkce,
        "spa-jwt": { ...pkce, accessToken: "jwt", userinfoInIdToken: true, rolesInTokens: true },
        "spa-jwt-plain": { ...pkce, accessToken: "jwt" },
        "api-basic": { type: "api", auth: "secret" },
        "api-key": { type: "api", auth: "key" },
      },
    },
    other: { apps: { foreign: pkce } },
  },
};
