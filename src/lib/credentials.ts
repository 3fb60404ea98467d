import type { Secret } from "./secret.js";

/** Credentials of an OAuth client or of a service user: a client secret or a private key. */
export type ClientCredentials = BasicCredentials | KeyCredentials;

export interface BasicCredentials {
  readonly kind: "basic";
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export interface KeyCredentials {
  readonly kind: "key";
  /** For a service user, its user id. */
  readonly clientId: string;
  readonly keyId: string;
  /** RSA private key in PEM format. */
  readonly privateKey: Secret;
}

/**
 * Credential of the subgraph's service user: client credentials for a token request, or a personal access
 * token.
 */
export type ServiceCredential = ClientCredentials | { readonly kind: "token"; readonly token: Secret };

/** Credentials that may come from a file. The file can be replaced while the process runs. */
export interface Reloadable<C> {
  readonly value: C;
  /** Reads the file again. Returns undefined if the file does not contain valid credentials. */
  readonly reload?: (() => C | undefined) | undefined;
}
