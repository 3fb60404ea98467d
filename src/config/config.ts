import type { ClientCredentials, Reloadable, ServiceCredential } from "../lib/credentials.js";
import type { Secret } from "../lib/secret.js";
import type { SelectProxy } from "../lib/http-proxy.js";
import type { Policy } from "../access/policy.js";
import type { TypedKeys } from "../typed-keys/typed-key.js";
import type { ConfigIssue } from "./config-error.js";

/** The configuration of this process; see readConfig. */
export interface Config {
  readonly zitadel: {
    readonly issuer: string;
    /** Origin of calls to ZITADEL: the issuer's, or an internal name. */
    readonly apiUrl: string;
    /** Version of ZITADEL's API. `auto`: v2 if the server supports it. */
    readonly api: "auto" | "v1" | "v2";
    /** Organization of v1 calls; undefined: the caller's own. */
    readonly organizationId: string | undefined;
    /** Project whose roles apply. */
    readonly projectId: string;
    /** A token's `aud` must contain one of these. */
    readonly audience: readonly string[];
    /** Methods to validate a caller's token. */
    readonly acceptTokens: readonly ("jwt" | "introspection" | "userinfo" | "id_token")[];
    readonly introspection: Reloadable<ClientCredentials> | undefined;
    /** Client ids whose tokens are accepted; `pat`: personal access tokens; undefined: all. */
    readonly clients: readonly string[] | undefined;
    /** How long an accepted token is cached. */
    readonly tokenCacheMs: number;
    /** Service user for rules with `"as": "service"` and for the replica. */
    readonly serviceUser: Reloadable<ServiceCredential> | undefined;
    /** Whether rules that use the service user accept a verified JWT without introspection. */
    readonly skipJwtIntrospection: boolean;
  };
  /** Access rules per key. */
  readonly policy: Policy;
  /** Variable that contains the policy; undefined: the built-in policy. */
  readonly policySource: string | undefined;
  /** Methods to read the caller's own metadata, in order. */
  readonly selfReadOrder: readonly ("userinfo" | "list" | "claims")[];
  /** How long metadata is cached; 0: no cache. */
  readonly cacheMs: number;
  /** Root query fields of the schema. */
  readonly rootFields: readonly ("me" | "user")[];
  /** Type that represents users in the supergraph, and its field that holds the ZITADEL user id. */
  readonly user: { readonly type: string; readonly key: string; readonly keyType: string };
  /** Keys whose values have a JSON Schema; undefined: none. */
  readonly typedKeys: TypedKeys | undefined;
  /** The field of users that contains the values of typed keys. */
  readonly attributesField: string;
  /** Directives on the user type and the fields that this subgraph adds. */
  readonly directives: readonly ("authenticated" | "cost" | "interfaceObject")[];
  /** Prefix of the names that this subgraph adds to the schema; may be empty. */
  readonly namePrefix: string;
  /** Whether the schema has the root fields that search users. */
  readonly search: boolean;
  /** A second entity key: a field whose value is that of a metadata key. */
  readonly lookup: { readonly field: string; readonly key: string } | undefined;
  /** Whether the schema has subscriptions: with a replica. */
  readonly hasSubscriptions: boolean;
  readonly subscriptions: {
    /** Maximum number of subscriptions in this process. */
    readonly max: number;
    /** Maximum number of subscriptions of one caller in this process. */
    readonly maxPerCaller: number;
    /** Where Apollo's HTTP callback protocol may send events; empty: nowhere. */
    readonly callbackHosts: readonly CallbackHost[];
  };
  readonly host: string;
  readonly port: number;
  readonly limits: {
    readonly bodyBytes: number;
    readonly representations: number;
    /** Entries or keys of one mutation. */
    readonly entries: number;
    readonly userMetadataBytes: number;
    /** Nesting depth of fields. */
    readonly depth: number;
    readonly aliases: number;
    /** Lexical tokens of an operation. */
    readonly tokens: number;
    readonly responseBytes: number;
  };
  /** Secrets that a router may send; empty: no secret is required. */
  readonly routerSecrets: readonly Secret[];
  /** The metadata keys and response headers of forward auth; empty: no forward auth. */
  readonly forwardAuth: readonly ForwardAuthHeader[];
  /** How long routers may store a response for its caller; 0: not at all. */
  readonly routerCacheMs: number;
  /** Origins of websites whose scripts may read responses. */
  readonly corsOrigins: readonly string[];
  /** Redis for write leases, and for a replica in Redis; undefined: none. */
  readonly redisUrl: Secret | undefined;
  /** Replica of all metadata that serves reads; undefined: no replica. */
  readonly replica: ReplicaConfig | undefined;
  readonly requestTimeoutMs: number;
  /** The proxy of outgoing calls. */
  readonly selectProxy: SelectProxy;
  readonly upstream: {
    /** Maximum number of concurrent calls to ZITADEL. */
    readonly connections: number;
    /** Timeout of one call. */
    readonly timeoutMs: number;
    /** Maximum number of retries of a read. */
    readonly retries: number;
    /** Maximum number of calls that wait for a connection. */
    readonly queue: number;
    /** Maximum number of calls per second; undefined: no limit. */
    readonly rate: number | undefined;
  };
  readonly shutdown: {
    /** How long new requests are accepted after SIGTERM, until load balancers stop sending traffic. */
    readonly delayMs: number;
    /** How long in-flight requests may take after that. */
    readonly graceMs: number;
  };
  /** Whether clients may introspect the GraphQL schema. */
  readonly introspection: boolean;
  readonly logLevel: string;
  /** Variables that look like misspelled settings; they are logged at startup. */
  readonly warnings: readonly ConfigIssue[];
}

/** A metadata key, and the header that contains its value. */
export interface ForwardAuthHeader {
  readonly key: string;
  readonly header: string;
}
/** A host name, with any port if undefined, or addresses that host names may resolve to though they are private. */
export type CallbackHost =
  | { readonly kind: "host"; readonly name: string; readonly port: number | undefined }
  | { readonly kind: "addresses"; readonly address: string; readonly prefixLength: number };

export interface ReplicaConfig {
  /** `memory`: in this process. `redis`: shared by several processes. */
  readonly store: { readonly kind: "memory" } | { readonly kind: "redis"; readonly url: Secret };
  /** Interval between polls of ZITADEL's events. */
  readonly pollMs: number;
  /** Maximum time between the date of an event and its visibility in ZITADEL's API. */
  readonly allowedLatenessMs: number;
  /** Maximum lag at which the replica serves reads. */
  readonly maxLagMs: number;
  /** Whether the replica serves reads above `maxLagMs` while ZITADEL is unreachable. */
  readonly serveStale: boolean;
  /** Size above which the replica is disabled. */
  readonly maxBytes: number;
  /** Interval between comparisons with ZITADEL's lists; 0: no comparisons. */
  readonly checkMs: number;
  /** Signing keys of ZITADEL's webhooks; empty: webhooks are not accepted. */
  readonly webhookKeys: readonly Secret[];
}
