import type { Clock } from "../clock.js";
import type { EventLog } from "../events/event-log.js";
import type { Role } from "./role.js";

/** What a ZITADEL instance holds. Names are the world's; ZITADEL itself knows only ids and user names. */
export interface Instance {
  issuer: string;
  clock: Clock;
  events: EventLog;
  nextId: () => string;
  organizations: Map<string, Organization>;
  /** By id, removed ones too: their id is never given again. */
  users: Map<string, User>;
  usersByPersonalAccessToken: Map<string, User>;
  /** Users that are being written to, by id: whoever else writes meets a conflict. */
  writeLocks: Set<string>;
  projects: Map<string, Project>;
  /** ZITADEL's own project: tokens for its APIs have it in their audience. */
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
  sequence: number;
  created: number;
  changed: number;
  /** Tokens that a login was given before are refused. */
  loggedOut: number;
  metadata: ReadonlyMap<string, StoredValue>;
  /** As it was before the last change to it. */
  formerMetadata: ReadonlyMap<string, StoredValue>;
  memberships: readonly Membership[];
  grants: readonly Grant[];
}

export type UserState = "active" | "inactive" | "locked" | "removed";

export interface Person {
  kind: "person";
  givenName: string;
  familyName: string;
  email: string;
  password: string;
}

export interface ServiceUser {
  kind: "service";
  displayName: string;
  accessToken: AccessTokenKind;
  personalAccessToken: string;
  personalAccessTokenId: string;
  secret: string | undefined;
  keyId: string | undefined;
}

export interface StoredValue {
  value: Uint8Array;
  /** Of the event that set it. */
  sequence: number;
  created: number;
  changed: number;
}

/** Without an organization the role holds everywhere. */
export interface Membership {
  role: Role;
  organization?: Organization;
}

/** Roles of a project that an organization gave to a user. */
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
  /** The page that logs in, if not ZITADEL's own: /login?authRequest=… is appended. */
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
