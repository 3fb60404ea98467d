import type { AccessTokenKind, Organization, PkceApp } from "../instance/instance.js";
import type { Role } from "../instance/role.js";

/** What a world holds at the start. Keys of the records are the names that tests and documentation use. */
export interface Seed {
  /** The first one is the default. */
  organizations: Record<string, Omit<Organization, "id" | "name">>;
  people: Record<string, PersonSeed>;
  serviceUsers: Record<string, ServiceUserSeed>;
  projects: Record<string, ProjectSeed>;
}

export interface PersonSeed {
  organization: string;
  password?: string;
  /** Read off the name, given-family, unless told. */
  givenName?: string;
  familyName?: string;
  metadata?: Record<string, string | Uint8Array>;
  /** ZITADEL's own. */
  role?: RoleSeed;
  /** Roles in projects, by the project's name, granted in the person's own organization. */
  grants?: Record<string, readonly string[]>;
}

/** A role that holds in the user's own organization or everywhere. */
export interface RoleSeed {
  role: Role;
  in: "organization" | "instance";
}

export interface ServiceUserSeed {
  organization: string;
  /** Taken as it is; without one the user name is the name and the world's suffix. */
  userName?: string;
  /** As a person's. */
  role?: RoleSeed;
  grants?: Record<string, readonly string[]>;
  accessToken?: AccessTokenKind;
  /** A personal access token; a random one unless given. */
  personalAccessToken?: string;
  /** true: a random one. */
  secret?: string | true;
  key?: true;
}

export interface ProjectSeed {
  roles?: readonly string[];
  assertsRoles?: boolean;
  apps: Record<string, AppSeed>;
}

export type AppSeed = PkceAppSeed | { type: "api"; auth: "secret" | "key"; secret?: string };

/** What is not said is switched off. */
export type PkceAppSeed = Omit<PkceApp, "name" | "clientId" | "project" | Switch> &
  Partial<Pick<PkceApp, Switch>>;

type Switch = "userinfoInIdToken" | "rolesInTokens";
