import { z } from "zod";
import type { Directory } from "../../src/seed/directory.js";
import { requireNamed } from "../../src/seed/require-named.js";

const byName = z.record(z.string(), z.string());

const keyOwner = z.union([
  z.object({ type: z.literal("application"), appId: z.string(), clientId: z.string() }),
  z.object({ type: z.literal("serviceaccount"), userId: z.string() }),
]);

export const keyFile = z.intersection(
  keyOwner,
  z.object({ keyId: z.string(), key: z.string(), expirationDate: z.string() }),
);

/** The test data on a running server: ids and secrets by the names that the tests use. */
export const testZitadelDescription = z.strictObject({
  issuer: z.string(),
  userNameSuffix: z.string(),
  isEmulated: z.boolean().default(false),
  users: byName,
  organizations: byName,
  projects: byName,
  /** Client ids; `NAME-client` for the service user NAME with a secret. */
  apps: byName,
  secrets: byName,
  personalAccessTokens: byName,
  /** Key files in ZITADEL's format. */
  keys: z.record(z.string(), keyFile),
});

export type TestZitadelDescription = z.infer<typeof testZitadelDescription>;

/** Looks up names in a description. `added` contains the ids of users added later, by name. */
export function createDescribedDirectory(
  description: TestZitadelDescription,
  added: ReadonlyMap<string, string>,
): Directory {
  const { users, organizations, projects, apps, secrets, personalAccessTokens, keys } = description;
  const ids = new Set(Object.values(users));
  const lookUp = <T>(kind: string, values: Readonly<Record<string, T>>, name: string): T =>
    requireNamed(kind, new Map(Object.entries(values)), name);
  return {
    user: (name) => (ids.has(name) ? name : (added.get(name) ?? lookUp("user", users, name))),
    organization: (name) => lookUp("organization", organizations, name),
    project: (name) => lookUp("project", projects, name),
    app: (name) => lookUp("client", apps, name),
    secret: (name) => lookUp("client with a secret", secrets, name),
    personalAccessToken: (name) => lookUp("service user", personalAccessTokens, name),
    key: (name) => Promise.resolve(lookUp("key", keys, name)),
  };
}
