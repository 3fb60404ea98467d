import { createTarget } from "./actions/create-target.js";
import type { Executions } from "./actions/executions.js";
import { setExecution } from "./actions/set-execution.js";
import type { Method } from "./api/method.js";
import { searchEvents } from "./events/search-events.js";
import type { Instance } from "./instance/instance.js";
import { createCallback } from "./login/create-callback.js";
import type { LoginStore } from "./login/login-store.js";
import { sessionMethods } from "./sessions/session-methods.js";
import type { TokenStore } from "./tokens/token-store.js";
import { stateMethods } from "./users/change-user-state.js";
import { addHumanUser } from "./users/add-human-user.js";
import { createUser } from "./users/create-user.js";
import { deleteUserMetadata } from "./users/delete-user-metadata.js";
import { getUserById } from "./users/get-user-by-id.js";
import { listUserMetadata } from "./users/list-user-metadata.js";
import { listUsers } from "./user-search/list-users.js";
import { setUserMetadata } from "./users/set-user-metadata.js";
import { updateUser } from "./users/update-user.js";
import { addUserGrant } from "./users-v1/add-user-grant.js";
import { management } from "./users-v1/management.js";
import { ownMetadata } from "./users-v1/own-metadata.js";

/** A service of ZITADEL's API with the methods that the emulator has. */
export interface Service {
  name: string;
  methods: readonly Method[];
  /** Version 1 is not available through Connect, and its REST responses must not be cached. */
  isVersion1: boolean;
}

export function createServices(
  instance: Instance,
  executions: Executions,
  logins: LoginStore,
  tokens: TokenStore,
): Service[] {
  const users = [
    addHumanUser(instance),
    getUserById(instance),
    listUsers(instance),
    ...stateMethods(instance),
  ];
  const newUsers = [
    createUser(instance),
    updateUser(instance),
    listUserMetadata(instance),
    setUserMetadata(instance),
    deleteUserMetadata(instance),
  ];
  const sessions = sessionMethods(instance, logins, tokens);
  const oidc = [createCallback(instance, logins)];
  return [
    version2("zitadel.user.v2.UserService", [...users, ...newUsers]),
    version2("zitadel.session.v2.SessionService", sessions),
    version2("zitadel.oidc.v2.OIDCService", oidc),
    version2("zitadel.action.v2.ActionService", [
      createTarget(instance, executions),
      setExecution(instance, executions),
    ]),
    version2("zitadel.user.v2beta.UserService", users.map(toBeta)),
    version2("zitadel.session.v2beta.SessionService", sessions.map(toBeta)),
    version2("zitadel.oidc.v2beta.OIDCService", oidc.map(toBeta)),
    version1("zitadel.management.v1.ManagementService", [...management(instance), addUserGrant(instance)]),
    version1("zitadel.auth.v1.AuthService", ownMetadata(instance)),
    version1("zitadel.admin.v1.AdminService", [searchEvents(instance)]),
  ];
}

function version1(name: string, methods: readonly Method[]): Service {
  return { name, methods, isVersion1: true };
}

function version2(name: string, methods: readonly Method[]): Service {
  return { name, methods, isVersion1: false };
}

/** ZITADEL 4 still has the beta of version 2, which `@zitadel/node` uses. */
function toBeta({ rest, ...method }: Method): Method {
  return { ...method, rest: { ...rest, path: rest.path.replace("/v2/", "/v2beta/") } };
}
