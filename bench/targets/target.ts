import type { LoadOptions, LoadResult } from "../load/closed-loop.js";
import type { Encoding, Workload } from "../workloads.js";

/** The address of the fake ZITADEL, and the tokens that it accepts. */
export interface Upstream {
  readonly origin: string;
  /** The access tokens of the callers. */
  readonly tokens: readonly string[];
  /** The token of the service user, which may read the metadata of all users. */
  readonly serviceToken: string;
}

/**
 * Where a target can find metadata without a call to ZITADEL, and the number of pages of users that requests
 * then cycle through.
 */
export const repeatedPages = { cache: 2, replica: 5 } as const;

/** How a server is started. */
export interface ServerSpec {
  readonly name: string;
  /** The arguments of Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: (upstream: Upstream, port: number) => Readonly<Record<string, string>>;
  /** The path of its GraphQL endpoint. */
  readonly path: string;
  /** The kinds of workloads that it supports. */
  readonly kinds: readonly Workload["kind"][];
  readonly encoding: Encoding;
  /** Undefined: each request leads to calls of ZITADEL. */
  readonly servesFrom: keyof typeof repeatedPages | undefined;
}

/** A running process that the bench measures. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  /** The process whose CPU time and memory are measured. */
  readonly pid: number;
  readonly servesFrom: ServerSpec["servesFrom"];
  supports(workload: Workload): boolean;
  /** Throws if a response is wrong. Must be called once before `load`. */
  check(workload: Workload): Promise<void>;
  load(workload: Workload, options: LoadOptions): Promise<LoadResult>;
}
