import type { Executions } from "./actions/executions.js";
import { requireCaller, type RequireCaller } from "./api/caller.js";
import { restRoute } from "./api/rest.js";
import type { Request, Response } from "./http/message.js";
import { dispatch } from "./http/route.js";
import type { Instance } from "./instance/instance.js";
import { loginRoutes } from "./login/login-routes.js";
import { createLoginStore } from "./login/login-store.js";
import { discoveryRoutes } from "./oidc/discovery.js";
import { oidcRoutes } from "./oidc/oidc-routes.js";
import { handleMissing } from "./rpc/missing.js";
import { rpcRoute } from "./rpc/rpc-route.js";
import { createServices } from "./services.js";
import type { Keys } from "./tokens/key-file.js";
import type { SigningKeys } from "./tokens/signing-keys.js";
import type { TokenStore } from "./tokens/token-store.js";

interface Parts {
  instance: Instance;
  executions: Executions;
  tokens: TokenStore;
  keys: Keys;
  signingKeys: SigningKeys;
}

/** All endpoints of the emulator. */
export function createEndpoints({
  instance,
  executions,
  tokens,
  keys,
  signingKeys,
}: Parts): (request: Request) => Promise<Response> {
  const logins = createLoginStore();
  const server = { instance, tokens, logins, keys };
  const services = createServices(instance, executions, logins, tokens);
  const authenticate: RequireCaller = (request) => requireCaller(instance, tokens, request);
  const routes = [
    ...discoveryRoutes(instance, signingKeys),
    ...oidcRoutes(server),
    ...loginRoutes(server),
    ...services.flatMap(({ methods, isVersion1 }) =>
      methods.map((method) =>
        restRoute(method, authenticate, isVersion1 ? { "cache-control": "no-store" } : {}),
      ),
    ),
    ...services.flatMap((service) =>
      service.methods.map((method) => rpcRoute(service, method, authenticate)),
    ),
  ];
  return (request) => dispatch(routes, request, (it) => handleMissing(services, routes, it));
}
