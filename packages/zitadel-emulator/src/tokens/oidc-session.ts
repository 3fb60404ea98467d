import type { AccessTokenKind, Instance, PkceApp, ServiceUser, User } from "../instance/instance.js";
import { requestedAudience, audienceOf, addProjectRoles, withoutOtherOrganizations } from "./scope.js";

/**
 * The session of a login at a client. Only the newest access token and refresh token of a session are valid.
 */
export interface OidcSession {
  id: string;
  user: User;
  client: TokenClient;
  scope: readonly string[];
  audience: readonly string[];
  started: number;
  authTime: number;
  amr: readonly string[];
  /** The person's login, which several clients can share. Absent for service users. */
  loginId?: string;
  nonce?: string;
}

/** The client that receives the tokens, and its token settings. */
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
  requestedScope: readonly string[],
  amr: readonly string[],
): OidcSession {
  const scope = withoutOtherOrganizations(requestedScope, user.organization);
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
