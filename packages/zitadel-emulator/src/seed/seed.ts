import type { AccessTokenKind } from "../instance/instance.js";
import type { Role } from "../instance/role.js";

/**
 * The initial content of an instance. The keys of the records are names: `Emulator` and `Directory` look
 * users, organizations, projects and applications up by them. Ids are derived from names, so equal names have
 * equal ids in every run.
 */
export interface Seed {
  /** At least one; the first one is the default organization. */
  organizations: Record<string, OrganizationSeed>;
  /** Names are unique among people and service users. */
  people: Record<string, PersonSeed>;
  serviceUsers: Record<string, ServiceUserSeed>;
  projects: Record<string, ProjectSeed>;
}

export interface OrganizationSeed {
  displayName: string;
  /** The value of the claim `urn:zitadel:iam:user:resourceowner:primary_domain`. */
  primaryDomain: string;
}

/** A human user. The e-mail address is the user name at `example.com`, and it is verified. */
export interface PersonSeed {
  /** The name of an organization of the seed. */
  organization: string;
  /** The default is `Password1!`. */
  password?: string;
  /** The default is the part of the name before the first hyphen. */
  givenName?: string;
  /** The default is the second part of the name, split at hyphens, or `x`. */
  familyName?: string;
  /** Entries by key. Strings are stored as UTF-8. */
  metadata?: Record<string, string | Uint8Array>;
  /** A role of ZITADEL itself. Without a role, a person can only read their own data. */
  role?: RoleSeed;
  /** Roles in projects by the project's name, granted by the person's organization. */
  grants?: Record<string, readonly string[]>;
}

/** A role of ZITADEL itself, in the user's organization or in the whole instance. */
export interface RoleSeed {
  role: Role;
  in: "organization" | "instance";
}

/** A machine user. It authenticates with a personal access token, a client secret or a key. */
export interface ServiceUserSeed {
  /** The name of an organization of the seed. */
  organization: string;
  /** The exact user name. The default is the name plus `EmulatorOptions.userNameSuffix`. */
  userName?: string;
  /** A role of ZITADEL itself; by default no role. */
  role?: RoleSeed;
  /** Roles in projects by the project's name, granted by the service user's organization. */
  grants?: Record<string, readonly string[]>;
  /** The kind of access tokens that ZITADEL issues to this user. The default is `opaque`. */
  accessToken?: AccessTokenKind;
  /** The default is a random token. */
  personalAccessToken?: string;
  /** The secret for the client credentials grant; `true` generates one. By default the user has no secret. */
  secret?: string | true;
  /** Generates a key for the JWT profile grant; see `Directory.key`. */
  key?: true;
}

export interface ProjectSeed {
  /** The roles that users can be granted in this project. */
  roles?: readonly string[];
  /**
   * Whether every login at the project's applications requests all roles of the project, so that role claims
   * are returned without a scope for them. The default is `false`.
   */
  assertsRoles?: boolean;
  /** By name, unique in the whole seed. */
  apps: Record<string, AppSeed>;
}

export type AppSeed = PkceAppSeed | ApiAppSeed;

/** A public client: authorization code with PKCE. */
export interface PkceAppSeed {
  type: "pkce";
  accessToken: AccessTokenKind;
  /** Compared exactly. `http://` is allowed, as in ZITADEL's development mode. */
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  /** The base URL of a login page; `/login?authRequest=…` is appended. The default is the built-in page. */
  loginUri?: string;
  /** Whether ID tokens contain the claims of the profile and e-mail scopes. The default is `false`. */
  userinfoInIdToken?: boolean;
  /** Whether access tokens and ID tokens contain roles. The default is `false`. */
  rolesInTokens?: boolean;
}

/** An API that introspects tokens. It authenticates with a client secret or with a key. */
export interface ApiAppSeed {
  type: "api";
  auth: "secret" | "key";
  /** With `auth: "secret"`; the default is a random secret. */
  secret?: string;
}
