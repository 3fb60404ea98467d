import { createTarget } from "./actions/create-target.js";
import type { Executions } from "./actions/executions.js";
import { setExecution } from "./actions/set-execution.js";
import { requireCaller, type RequireCaller } from "./api/caller.js";
import { connectRoute } from "./api/connect.js";
import type { Method } from "./api/method.js";
import { restRoute } from "./api/rest.js";
import { searchEvents } from "./events/search-events.js";
import type { Route } from "./http/route.js";
import type { Instance } from "./instance/instance.js";
import { createCallback } from "./login/create-callback.js";
import { loginRoutes } from "./login/login-routes.js";
import { createLoginStore } from "./login/login-store.js";
import { createSession } from "./login/create-session.js";
import { discoveryRoutes } from "./oidc/discovery.js";
import { oidcRoutes } from "./oidc/oidc-routes.js";
import type { Keys } from "./tokens/key-file.js";
import type { SigningKeys } from "./tokens/signing-keys.js";
import type { TokenStore } from "./tokens/token-store.js";
import { stateMethods } from "./users/change-user-state.js";
import { addHumanUser } from "./users/add-human-user.js";
import { createUser } from "./users/create-user.js";
import { deleteUserMetadata } from "./users/delete-user-metadata.js";
import { getUserById } from "./users/get-user-by-id.js";
import { listUserMetadata } from "./users/list-user-metadata.js";
import { listUsers } from "./users/list-users.js";
import { setUserMetadata } from "./users/set-user-metadata.js";
import { addUserGrant } from "./users-v1/add-user-grant.js";
import { management } from "./users-v1/management.js";
import { ownMetadata } from "./users-v1/own-metadata.js";

interface Parts {
  instance: Instance;
  executions: Executions;
  tokens: TokenStore;
  keys: Keys;
  signingKeys: SigningKeys;
}

/** All endpoints of the emulator. */
export function createRoutes({ instance, executions, tokens, keys, signingKeys }: Parts): Route[] {
  const logins = createLoginStore();
  const server = { instance, tokens, logins, keys };
  const services: Record<string, Method[]> = {
    "zitadel.user.v2.UserService": [
      addHumanUser(instance),
      createUser(instance),
      getUserById(instance),
      listUsers(instance),
      listUserMetadata(instance),
      setUserMetadata(instance),
      deleteUserMetadata(instance),
      ...stateMethods(instance),
    ],
    "zitadel.session.v2.SessionService": [createSession(instance, logins)],
    "zitadel.oidc.v2.OIDCService": [createCallback(logins)],
    "zitadel.action.v2.ActionService": [
      createTarget(instance, executions),
      setExecution(instance, executions),
    ],
  };
  const authenticate: RequireCaller = (request) => requireCaller(instance, tokens, request);
  return [
    ...discoveryRoutes(instance, signingKeys),
    ...oidcRoutes(server),
    ...loginRoutes(server),
    ...Object.entries(services).flatMap(([service, methods]) =>
      methods.flatMap((method) => [
        restRoute(method, authenticate),
        connectRoute(service, method, authenticate),
      ]),
    ),
    ...[
      ...management(instance),
      addUserGrant(instance),
      ...ownMetadata(instance),
      searchEvents(instance),
    ].map((method) => restRoute(method, authenticate, { "cache-control": "no-store" })),
  ];
}
