import type { AccessTokenKind, Instance, PkceApp, ServiceUser, User } from "../instance/instance.js";
import { requestedAudience, audienceOf, addProjectRoles } from "./scope.js";

/** What one login gave one client: its tokens come and go, one of each kind valid at a time. */
export interface OidcSession {
  id: string;
  user: User;
  client: TokenClient;
  scope: readonly string[];
  audience: readonly string[];
  started: number;
  authTime: number;
  amr: readonly string[];
  /** Of the person's login, which other clients may share; service users have none. */
  loginId?: string;
  nonce?: string;
}

/** Whom tokens are made for, and what is switched on there. */
export interface TokenClient {
  id: string;
  projectId?: string;
  accessToken: AccessTokenKind;
  userinfoInIdToken: boolean;
  rolesInTokens: boolean;
}

export function createPersonSession(
  instance: Instance,
  user: User,
  app: PkceApp,
  scope: readonly string[],
  login: { id: string; nonce?: string | undefined; started?: number },
): OidcSession {
  return {
    ...createSession(instance, user),
    client: { ...app, id: app.clientId, projectId: app.project.id },
    scope: addProjectRoles(app.project, scope),
    audience: audienceOf(instance, app, scope),
    amr: ["pwd"],
    ...(login.started !== undefined && { authTime: Math.floor(login.started / 1_000_000) }),
    loginId: login.id,
    ...(login.nonce !== undefined && { nonce: login.nonce }),
  };
}

export function createServiceSession(
  instance: Instance,
  user: User,
  { accessToken }: ServiceUser,
  scope: readonly string[],
  amr: readonly string[],
): OidcSession {
  return {
    ...createSession(instance, user),
    client: { id: user.userName, accessToken, userinfoInIdToken: false, rolesInTokens: true },
    scope,
    audience: requestedAudience(instance, scope),
    amr,
  };
}

function createSession(
  { clock, nextId }: Instance,
  user: User,
): Pick<OidcSession, "id" | "user" | "started" | "authTime"> {
  return { id: `V2_${nextId()}`, user, started: clock.stamp(), authTime: clock.seconds() };
}
