import type { RequestScope } from "../../lib/request-scope.js";
import type { Audit } from "../../access/audit.js";
import type { Caller } from "../../metadata/caller.js";
import type { GuardedSource } from "../../access/guarded-source.js";
import { createReadBudget } from "../../metadata/read-budget.js";
import type { OperationSummary } from "../errors/operation-summary.js";
import { createLoaders, type Loaders } from "./loaders.js";
import {
  type ResponseBudget,
  createResponseBudget,
  createQuota,
  type Quota,
} from "../limits/response-budget.js";

export interface ContextOptions {
  readonly scope: RequestScope;
  readonly source: GuardedSource;
  /**
   * Finds out who is asking; called when the first field needs to know. Null without an access token. `isFresh`: what is remembered
   * of the token does not count.
   */
  readonly authenticate: (bypassCache: boolean) => Promise<Caller | null>;
  readonly limits: {
    readonly representations: number;
    readonly entries: number;
    readonly responseBytes: number;
  };
  /** Ends reads: at the request's deadline, or when its client has hung up. */
  readonly readSignal: AbortSignal;
  /** Ends writes: at the request's deadline. A write goes on for a client that has hung up. */
  readonly writeSignal: AbortSignal;
  /** Whether nobody waits for the answer any more. */
  readonly isClientGone: () => boolean;
  /** Told what the answer is, in brief. */
  readonly onSummary: (summary: OperationSummary) => void;
  /** Told of every attempt to write. */
  readonly audit: Audit;
}

/** Whoever wants one small key of each user must have all of them read: more may be read than may be answered. */
const readBudgetFactor = 4;

/** What lives as long as one request. */
export interface RequestContext {
  readonly scope: RequestScope;
  readonly caller: () => Promise<Caller | null>;
  /** The same for a write: a token that was revoked a moment ago must not change anything. */
  readonly getFreshCaller: () => Promise<Caller | null>;
  readonly loaders: Loaders;
  readonly source: GuardedSource;
  readonly representationQuota: Quota;
  readonly responseBudget: ResponseBudget;
  readonly maxEntries: number;
  readonly readSignal: AbortSignal;
  readonly writeSignal: AbortSignal;
  readonly isClientGone: () => boolean;
  readonly onSummary: (summary: OperationSummary) => void;
  readonly audit: Audit;
}

export function createContext({
  scope,
  source,
  authenticate,
  limits,
  readSignal,
  writeSignal,
  ...rest
}: ContextOptions): RequestContext {
  let authenticating: Promise<Caller | null> | undefined;
  const caller = (): Promise<Caller | null> => (authenticating ??= authenticate(false));
  let freshCaller: Promise<Caller | null> | undefined;
  const getFreshCaller = (): Promise<Caller | null> => {
    freshCaller ??= authenticate(true);
    authenticating = freshCaller;
    return freshCaller;
  };
  return {
    scope,
    caller,
    getFreshCaller,
    loaders: createLoaders({
      source,
      caller,
      scope,
      signal: readSignal,
      budget: createReadBudget(limits.responseBytes * readBudgetFactor),
    }),
    source,
    representationQuota: createQuota("entity representations", limits.representations, "MAX_REPRESENTATIONS"),
    responseBudget: createResponseBudget(limits.responseBytes),
    maxEntries: limits.entries,
    readSignal,
    writeSignal,
    ...rest,
  };
}
