import type { AppSeed, PersonSeed, RoleSeed, ServiceUserSeed, Seed } from "../seed/seed.js";
import type { SeedFile } from "./seed-file.js";

type FilePerson = NonNullable<SeedFile["people"]>[string];
type FileServiceUser = NonNullable<SeedFile["serviceUsers"]>[string];
type FileApp = NonNullable<SeedFile["projects"]>[string]["apps"][string];

/** A validated seed file → a seed. */
export function toSeed({ organizations, people = {}, serviceUsers = {}, projects = {} }: SeedFile): Seed {
  return {
    organizations: map(organizations, ({ displayName, primaryDomain }, name) => ({
      displayName: displayName ?? name,
      primaryDomain: primaryDomain ?? `${name}.localhost`,
    })),
    people: map(people, personOf),
    serviceUsers: map(serviceUsers, serviceUserOf),
    projects: map(projects, ({ roles = [], assertsRoles = false, apps }) => ({
      roles,
      assertsRoles,
      apps: map(apps, appOf),
    })),
  };
}

function personOf({ role, roles = {}, metadata = {}, ...rest }: FilePerson): PersonSeed {
  const bytesOf = (value: string | { base64: string }): string | Uint8Array =>
    typeof value === "string" ? value : Buffer.from(value.base64, "base64");
  return {
    ...defined(rest),
    organization: rest.organization,
    ...roleOf(role),
    grants: roles,
    metadata: map(metadata, bytesOf),
  };
}

function serviceUserOf({ role, roles = {}, personalAccessToken, ...rest }: FileServiceUser): ServiceUserSeed {
  return {
    ...defined(rest),
    organization: rest.organization,
    ...roleOf(role),
    grants: roles,
    ...(personalAccessToken !== undefined && { personalAccessToken }),
  };
}

function roleOf(role: RoleSeed["role"] | undefined): { role?: RoleSeed } {
  if (role === undefined) return {};
  return { role: { role, in: role.startsWith("IAM_") ? "instance" : "organization" } };
}

function appOf(app: FileApp): AppSeed {
  if (app.type === "api") return { ...defined(app), type: "api", auth: "secret" };
  const { type, accessToken, redirectUris, postLogoutRedirectUris } = app;
  return { ...defined(app), type, accessToken, redirectUris, postLogoutRedirectUris };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Removes properties whose value is undefined: zod's types do not distinguish absent from undefined. */
function defined<T extends object>(value: T): Defined<T>;
function defined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined));
}

function map<T, U>(all: Readonly<Record<string, T>>, of: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, of(value, name)]));
}
