import { idOf } from "../ids.js";
import { appsOf, type Instance } from "../instance/instance.js";
import type { KeyFile, Keys } from "../tokens/key-file.js";
import { requireNamed } from "./require-named.js";

/** Ids, client ids, secrets and keys by the names of the seed. Every method throws for an unknown name. */
export interface Directory {
  /** The id of a user, by name or id. Finds users that were added later, and removed users. */
  readonly user: (name: string) => string;
  /** The id of an organization. */
  readonly organization: (name: string) => string;
  /** The id of a project. */
  readonly project: (name: string) => string;
  /** The client id of an application, or, as `NAME-client`, of the service user NAME that has a secret. */
  readonly app: (name: string) => string;
  /** The client secret for `app(name)`. */
  readonly secret: (name: string) => string;
  /** The personal access token of a service user. */
  readonly personalAccessToken: (name: string) => string;
  /** The key file of an application or service user with a key, in ZITADEL's format. */
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
      throw new Error(`Unknown user "${name}"`);
    },
    organization: (name) => requireNamed("organization", instance.organizations, name).id,
    project: (name) => requireNamed("project", instance.projects, name).id,
    app: (name) => requireNamed("client", clientIds, name),
    secret: (name) => requireNamed("client with a secret", secrets, name),
    personalAccessToken: (name) => requireNamed("service user", personalAccessTokens, name),
    key: async (name) => requireNamed("key", keyFiles, name)(),
  };
}
