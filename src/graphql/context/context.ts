import type { Cancellation } from "../../lib/cancellation.js";
import type { RequestScope } from "../../metadata/request-scope.js";
import type { Caller } from "../../metadata/caller.js";
import type { Audit } from "./audit.js";
import type { GuardedSource } from "../../access/guarded-source.js";
import { createReadBudget } from "../../metadata/read-limits.js";
import type { OperationSummary } from "../errors/operation-summary.js";
import type { Evaluation } from "../../subscriptions/evaluation.js";
import { createLoaders, type Loaders } from "./loaders.js";
import { createQuota, type Quota, ResponseBudget } from "../limits/response-budget.js";

/** The state of one request. */
export interface RequestContext {
  readonly scope: RequestScope;
  /** The users whose metadata the request has read or written, for the log. */
  readonly userIds: Set<string>;
  readonly caller: () => Promise<Caller | null>;
  /** Authenticates the caller for a write, without the cache: a revoked token must not change anything. */
  readonly getFreshCaller: () => Promise<Caller | null>;
  readonly loaders: Loaders;
  readonly source: GuardedSource;
  readonly representationQuota: Quota;
  readonly responseBudget: ResponseBudget;
  readonly maxEntries: number;
  /** Aborts reads at the request's deadline, at the end of the shutdown, or when the client disconnects. */
  readonly readSignal: Cancellation;
  /** Aborts writes at the request's deadline or the end of the shutdown, but not on a disconnect. */
  readonly writeSignal: Cancellation;
  readonly isClientDisconnected: () => boolean;
  /** Called with a summary of the response. */
  readonly onSummary: (summary: OperationSummary) => void;
  /** Called for each attempted write. */
  readonly audit: Audit;
  /** The subscription for which the operation is executed; undefined for other operations. */
  readonly subscription?: Evaluation | undefined;
}

/** The request that a context belongs to. */
export interface ServedRequest
  extends Pick<RequestContext, "scope" | "readSignal" | "writeSignal" | "isClientDisconnected"> {
  /**
   * Authenticates the caller; called when the first field needs it. Null without an access token.
   * `bypassCache`: validate the token anew.
   */
  authenticate(bypassCache: boolean): Promise<Caller | null>;
}

export interface ContextOptions
  extends Pick<RequestContext, "source" | "onSummary" | "audit" | "subscription"> {
  readonly request: ServedRequest;
  readonly limits: {
    readonly representations: number;
    readonly entries: number;
    readonly responseBytes: number;
  };
}

/**
 * Reading one key of a user reads all of the user's metadata: a request may read more than its response may
 * hold.
 */
const readBudgetFactor = 4;

export function createContext({
  request,
  source,
  limits,
  onSummary,
  audit,
  subscription,
}: ContextOptions): RequestContext {
  const { scope, readSignal, writeSignal } = request;
  let authenticating: Promise<Caller | null> | undefined;
  const caller = (): Promise<Caller | null> => (authenticating ??= request.authenticate(false));
  let freshCaller: Promise<Caller | null> | undefined;
  const getFreshCaller = (): Promise<Caller | null> => {
    freshCaller ??= request.authenticate(true);
    authenticating = freshCaller;
    return freshCaller;
  };
  const userIds = new Set<string>();
  return {
    scope,
    userIds,
    caller,
    getFreshCaller,
    loaders: createLoaders({
      source,
      caller,
      scope,
      userIds,
      signal: readSignal,
      budget: createReadBudget(limits.responseBytes * readBudgetFactor),
    }),
    source,
    representationQuota: createQuota("entity representations", limits.representations, "MAX_REPRESENTATIONS"),
    responseBudget: new ResponseBudget(limits.responseBytes),
    maxEntries: limits.entries,
    readSignal,
    writeSignal,
    isClientDisconnected: () => request.isClientDisconnected(),
    onSummary,
    audit,
    subscription,
  };
}
