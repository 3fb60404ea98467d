import type { ClientCredentials, Reloadable, ServiceCredential } from "../lib/credentials.js";
import type { Secret } from "../lib/secret.js";
import type { Environment } from "./environment.js";
import { serviceUser } from "./settings/service-user.js";
import type { Setting } from "./settings/setting.js";
import { tokens } from "./settings/tokens.js";

interface ClientSettings {
  readonly key: Setting<ClientCredentials | undefined>;
  readonly clientId: Setting<string | undefined>;
  readonly clientSecret: Setting<Secret | undefined>;
}

const introspection: ClientSettings = {
  key: tokens.introspectionKey,
  clientId: tokens.introspectionClientId,
  clientSecret: tokens.introspectionClientSecret,
};

/** The client that introspects tokens, by key or by secret; undefined if neither is configured. */
export function readIntrospectionClient(environment: Environment): Reloadable<ClientCredentials> | undefined {
  return reloadable((from) => readClient(from, introspection), environment, Object.values(introspection));
}

/** The service user, by key, by secret or by personal access token; undefined if none is configured. */
export function readServiceCredential(environment: Environment): Reloadable<ServiceCredential> | undefined {
  return reloadable(readServiceUser, environment, Object.values(serviceUser));
}

/** A credential from a file can be read again after ZITADEL rejects it: the file may have been replaced. */
function reloadable<C>(
  read: (environment: Environment) => C | undefined,
  environment: Environment,
  settings: readonly Setting<unknown>[],
): Reloadable<C> | undefined {
  const value = read(environment);
  if (value === undefined) return undefined;
  const isFile = settings.some((setting) => environment.sourceOf(setting)?.endsWith("_FILE") === true);
  return isFile ? { value, reload: () => read(environment.reload()) } : { value };
}

function readServiceUser(environment: Environment): ServiceCredential | undefined {
  const token = environment.read(serviceUser.token);
  const client = readClient(environment, serviceUser);
  if (token === undefined || client === undefined) {
    return token === undefined ? client : { kind: "token", token };
  }
  environment.report({
    variable: serviceUser.token.name,
    problem: `${serviceUser.key.name} or ${serviceUser.clientId.name} is also set`,
    hint: "set only one credential: the key, the client id and secret, or the token",
  });
  return undefined;
}

function readClient(environment: Environment, settings: ClientSettings): ClientCredentials | undefined {
  const key = environment.read(settings.key);
  const clientId = environment.read(settings.clientId);
  const clientSecret = environment.read(settings.clientSecret);
  const hasKey = environment.sourceOf(settings.key) !== undefined;
  if (hasKey && (clientId !== undefined || clientSecret !== undefined)) {
    environment.report({
      variable: settings.key.name,
      problem: `${settings.clientId.name} or ${settings.clientSecret.name} is also set`,
      hint: "set only one credential: the key, or the client id and secret",
    });
    return undefined;
  }
  if (hasKey) return key;
  if (clientId !== undefined && clientSecret !== undefined) return { kind: "basic", clientId, clientSecret };
  // A setting with an invalid value or an unreadable file is not missing: reading it has reported the problem.
  const hasId = environment.sourceOf(settings.clientId) !== undefined;
  const hasSecret = environment.sourceOf(settings.clientSecret) !== undefined;
  if (hasId !== hasSecret) {
    environment.report({
      variable: hasId ? settings.clientSecret.name : settings.clientId.name,
      problem: "missing",
      hint: "set both the client id and the client secret",
    });
  }
  return undefined;
}
