import type { ClientCredentials, Reloadable, ServiceCredential } from "../lib/credentials.js";
import type { Secret } from "../lib/secret.js";
import type { Policy } from "../access/policy.js";

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
    /** The project whose roles count. */
    readonly projectId: string;
    /** One of these must be in a token's `aud`. */
    readonly audience: readonly string[];
    /** The ways to accept a caller's token. */
    readonly acceptTokens: readonly ("jwt" | "introspection" | "userinfo" | "id_token")[];
    readonly introspection: Reloadable<ClientCredentials> | undefined;
    /** The applications whose tokens are taken, `pat` for personal access tokens; all when absent. */
    readonly clients: readonly string[] | undefined;
    /** How long an accepted token is not asked about again. */
    readonly tokenCacheMs: number;
    /** Our own service user, for rules that say `"as": "service"`. */
    readonly serviceUser: Reloadable<ServiceCredential> | undefined;
    /** Whether a JWT that verifies is enough where our own service user acts. */
    readonly trustJwt: boolean;
  };
  /** Who may read and write which keys. */
  readonly policy: Policy;
  /** The variable that holds them; undefined for those that are built in. */
  readonly policySource: string | undefined;
  /** The ways to read the caller's own metadata, in order. */
  readonly selfReadOrder: readonly ("userinfo" | "list" | "claims")[];
  /** For how long what was read may be served again; 0: not at all. */
  readonly cacheMs: number;
  /** The root fields of queries that this subgraph has. */
  readonly rootFields: readonly ("me" | "user")[];
  /** What the users are in this graph: their type, and the field of it that holds the ZITADEL user id. */
  readonly user: { readonly type: string; readonly key: string; readonly keyType: "ID" | "String" };
  /** The directives to put on fields that no other subgraph has. */
  readonly directives: readonly ("authenticated" | "cost")[];
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
  /** The copy of all metadata that known users are answered from; undefined: there is none. */
  readonly replica: ReplicaConfig | undefined;
  readonly requestTimeoutMs: number;
  readonly upstream: {
    /** Calls to ZITADEL at one time. */
    readonly connections: number;
    /** Of one call. */
    readonly timeoutMs: number;
    /** How often a read is repeated at most. */
    readonly retries: number;
    /** Calls that may wait for a free connection. */
    readonly queue: number;
    /** Calls per second at most; no limit when absent. */
    readonly rate: number | undefined;
  };
  readonly shutdown: {
    /** For how long it serves on after SIGTERM, while load balancers look away. */
    readonly delayMs: number;
    /** For how long after that what is in flight may take. */
    readonly graceMs: number;
  };
  readonly introspection: boolean;
  readonly logLevel: string;
}

export interface ReplicaConfig {
  /** Where it is kept: in this process, or for several in Redis. */
  readonly store: { readonly kind: "memory" } | { readonly kind: "redis"; readonly url: Secret };
  /** Between two looks at ZITADEL's events. */
  readonly pollMs: number;
  /** How late an event may come into view, counted from its date. */
  readonly overlapMs: number;
  /** How far it may be behind and still answer. */
  readonly maxLagMs: number;
  /** What it does for those who ask while it is too far behind and ZITADEL cannot be reached. */
  readonly serveStale: boolean;
  /** Above this it switches itself off. */
  readonly maxBytes: number;
  /** Between two comparisons with ZITADEL's lists; 0: none. */
  readonly checkMs: number;
  /** What ZITADEL signs its webhooks with, any of these; empty: none are taken. */
  readonly webhookKeys: readonly Secret[];
}
