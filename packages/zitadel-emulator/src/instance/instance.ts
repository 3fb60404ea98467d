import type { Clock } from "../clock.js";
import type { EventLog } from "../events/event-log.js";
import type { Role } from "./role.js";

/**
 * The state of a ZITADEL instance. Names are those of the seed; ZITADEL itself has only ids and user names.
 */
export interface Instance {
  issuer: string;
  clock: Clock;
  events: EventLog;
  nextId: () => string;
  organizations: Map<string, Organization>;
  /** By id, including removed users: their ids are never used again. */
  users: Map<string, User>;
  usersByPersonalAccessToken: Map<string, User>;
  /** Ids of users with a delayed write. Other writes to them are rejected as conflicts. */
  writeLocks: Set<string>;
  projects: Map<string, Project>;
  /** Whether the feature of this name is enabled. */
  permissionCheckV2: boolean;
  /** ZITADEL's own project. Tokens for ZITADEL's APIs have it in their audience. */
  zitadelProjectId: string;
}

export interface Organization {
  id: string;
  name: string;
  displayName: string;
  primaryDomain: string;
}

export interface User {
  id: string;
  name: string;
  userName: string;
  organization: Organization;
  profile: Person | ServiceUser;
  state: UserState;
  /** Number of changes. */
  sequence: number;
  /** Microseconds since 1970, as all dates here. */
  created: number;
  changed: number;
  /** Tokens of logins before this time are invalid. */
  loggedOut: number;
  metadata: ReadonlyMap<string, StoredValue>;
  /** The metadata before its last change. */
  formerMetadata: ReadonlyMap<string, StoredValue>;
  memberships: readonly Membership[];
  grants: readonly Grant[];
}

export type UserState = "active" | "inactive" | "locked" | "removed";

export interface Person {
  kind: "person";
  givenName: string;
  familyName: string;
  nickName: string;
  displayName: string;
  /** A language tag (RFC 5646); `und` if it is not known. */
  preferredLanguage: string;
  gender: Gender;
  email: string;
  isEmailVerified: boolean;
  /** In the format E.164; empty if it is not known. */
  phone: string;
  isPhoneVerified: boolean;
  password: string;
}

export type Gender = "unspecified" | "female" | "male" | "diverse";

export interface ServiceUser {
  kind: "service";
  displayName: string;
  description?: string;
  accessToken: AccessTokenKind;
  personalAccessToken: string;
  personalAccessTokenId: string;
  secret: string | undefined;
  keyId: string | undefined;
}

export interface StoredValue {
  value: Uint8Array;
  /** The user's sequence when the value was set. */
  sequence: number;
  created: number;
  changed: number;
}

/** A role of ZITADEL. Without an organization it applies to the whole instance. */
export interface Membership {
  role: Role;
  organization?: Organization;
}

/** Roles of a project that an organization granted to a user. */
export interface Grant {
  project: Project;
  organization: Organization;
  roles: readonly string[];
}

export interface Project {
  id: string;
  name: string;
  roles: readonly string[];
  assertsRoles: boolean;
  apps: App[];
}

export type App = PkceApp | ApiApp;

export interface PkceApp {
  type: "pkce";
  name: string;
  clientId: string;
  project: Project;
  accessToken: AccessTokenKind;
  userinfoInIdToken: boolean;
  rolesInTokens: boolean;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  /** The base URL of a custom login page; `/login?authRequest=…` is appended. */
  loginUri?: string;
}

export type AccessTokenKind = "opaque" | "jwt";

export interface ApiApp {
  type: "api";
  name: string;
  id: string;
  clientId: string;
  project: Project;
  secret: string | undefined;
  keyId: string | undefined;
}

export function organizationById({ organizations }: Instance, id: string): Organization | undefined {
  return [...organizations.values()].find((it) => it.id === id);
}

export function organizationByDomain({ organizations }: Instance, domain: string): Organization | undefined {
  return [...organizations.values()].find(({ primaryDomain }) => primaryDomain === domain);
}

export function userById(instance: Instance, id: string): User | undefined {
  const user = instance.users.get(id);
  return user?.state === "removed" ? undefined : user;
}

export function userByUserName(instance: Instance, userName: string): User | undefined {
  return [...instance.users.values()].find((it) => it.userName === userName && it.state !== "removed");
}

export function appsOf(instance: Instance): App[] {
  return [...instance.projects.values()].flatMap((project) => project.apps);
}

export function appByClientId(instance: Instance, clientId: string): App | undefined {
  return appsOf(instance).find((app) => app.clientId === clientId);
}
