import type { Secret } from "./secret.js";

/** A client of an authorization server, or a service user of it, by secret or by key. */
export type ClientCredentials = BasicCredentials | KeyCredentials;

export interface BasicCredentials {
  readonly kind: "basic";
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export interface KeyCredentials {
  readonly kind: "key";
  /** Of a service user its user id. */
  readonly clientId: string;
  readonly keyId: string;
  /** PEM, RSA. */
  readonly privateKey: Secret;
}

/** Our own service user: credentials that buy an access token, or a personal one. */
export type ServiceCredential = ClientCredentials | { readonly kind: "token"; readonly token: Secret };

/** Credentials and, where they stand in a file in which somebody may put others, a way to read them again. */
export interface Reloadable<C> {
  readonly value: C;
  /** What stands there now; undefined where it is none. */
  readonly reload?: (() => C | undefined) | undefined;
}
