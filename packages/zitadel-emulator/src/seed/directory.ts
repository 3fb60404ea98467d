import { idOf } from "../ids.js";
import { appsOf, type Instance } from "../instance/instance.js";
import type { KeyFile, Keys } from "../tokens/key-file.js";
import { requireNamed } from "./require-named.js";

/** Ids, secrets and keys by the names of the seed; an unknown name throws. */
export interface Directory {
  /** A name or an id → the id. Later users are found too, removed ones as well. */
  readonly user: (name: string) => string;
  readonly organization: (name: string) => string;
  readonly project: (name: string) => string;
  /** The client id of an application, or of the service user NAME with a secret as `NAME-client`. */
  readonly app: (name: string) => string;
  /** The secret that belongs to `app(name)`. */
  readonly secret: (name: string) => string;
  /** The personal access token of a service user. */
  readonly personalAccessToken: (name: string) => string;
  /** The key file of an application or service user that has a key, as ZITADEL hands it out. */
  readonly key: (name: string) => Promise<KeyFile>;
}

export function createDirectory(instance: Instance, keys: Keys): Directory {
  const clientIds = new Map<string, string>();
  const secrets = new Map<string, string>();
  const personalAccessTokens = new Map<string, string>();
  const keyFiles = new Map<string, () => Promise<KeyFile>>();
  for (const app of appsOf(instance)) {
    const { name, clientId } = app;
    clientIds.set(name, clientId);
    if (app.type !== "api") continue;
    const { id: appId, keyId, secret } = app;
    if (secret !== undefined) secrets.set(name, secret);
    if (keyId !== undefined) {
      keyFiles.set(name, () => keys.file(keyId, { type: "application", appId, clientId }));
    }
  }
  for (const { id: userId, name, userName, profile } of instance.users.values()) {
    if (profile.kind === "person") continue;
    const { keyId, secret } = profile;
    personalAccessTokens.set(name, profile.personalAccessToken);
    if (secret !== undefined) {
      clientIds.set(`${name}-client`, userName);
      secrets.set(`${name}-client`, secret);
    }
    if (keyId !== undefined) {
      keyFiles.set(name, () => keys.file(keyId, { type: "serviceaccount", userId }));
    }
  }
  return {
    user: (name) => {
      const id = instance.users.has(name) ? name : idOf("user", name);
      if (instance.users.has(id)) return id;
      throw new Error(`There is no user "${name}" in this world`);
    },
    organization: (name) => requireNamed("organization", instance.organizations, name).id,
    project: (name) => requireNamed("project", instance.projects, name).id,
    app: (name) => requireNamed("client", clientIds, name),
    secret: (name) => requireNamed("client with a secret", secrets, name),
    personalAccessToken: (name) => requireNamed("service user", personalAccessTokens, name),
    key: async (name) => requireNamed("key", keyFiles, name)(),
  };
}
