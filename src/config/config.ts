import type { Secret } from "../lib/secret.js";

/** How this process is to run; read once, see read-config. */
export interface Config {
  readonly zitadel: {
    readonly issuer: string;
    /** The origin that calls go to: the issuer's, or a name inside the network. */
    readonly apiUrl: string;
    /** The version of ZITADEL's API; auto: v2 where it has it. */
    readonly api: "auto" | "v1" | "v2";
    /** The organisation that v1 calls are about; the caller's own when absent. */
    readonly organizationId: string | undefined;
    /** One of these must be in a token's `aud`. */
    readonly audience: readonly string[];
    /** The ways to accept a caller's token. */
    readonly acceptTokens: readonly ("jwt" | "introspection" | "userinfo")[];
    readonly introspection: IntrospectionClient | undefined;
  };
  /** The ways to read the caller's own metadata, in order. */
  readonly selfSources: readonly ("userinfo" | "list" | "claims")[];
  /** The root fields of queries that this subgraph has. */
  readonly rootFields: readonly ("me" | "user")[];
  readonly host: string;
  readonly port: number;
  readonly limits: {
    readonly bodyBytes: number;
    readonly representations: number;
    readonly entries: number;
    readonly ownerBytes: number;
    /** Fields within fields. */
    readonly depth: number;
    readonly aliases: number;
    /** Of the operation's text. */
    readonly tokens: number;
    readonly answerBytes: number;
  };
  /** What a router sends to be let in, any of these; empty when everybody is. */
  readonly routerSecrets: readonly Secret[];
  /** The websites whose scripts may read answers. */
  readonly corsOrigins: readonly string[];
  readonly requestTimeoutMs: number;
  readonly upstream: { readonly connections: number; readonly timeoutMs: number };
  readonly introspection: boolean;
  readonly logLevel: string;
}

/** The client that asks ZITADEL about tokens. */
export type IntrospectionClient =
  | { readonly kind: "basic"; readonly clientId: string; readonly clientSecret: Secret }
  | { readonly kind: "key"; readonly clientId: string; readonly keyId: string; readonly privateKey: Secret };
