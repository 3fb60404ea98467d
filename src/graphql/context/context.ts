import type { RequestScope } from "../../metadata/request-scope.js";
import type { Caller } from "../../metadata/caller.js";
import type { Audit } from "./audit.js";
import type { GuardedSource } from "../../access/guarded-source.js";
import { createReadBudget } from "../../metadata/read-limits.js";
import type { OperationSummary } from "../errors/operation-summary.js";
import type { Evaluation } from "../../subscriptions/evaluation.js";
import { createLoaders, type Loaders } from "./loaders.js";
import {
  type ResponseBudget,
  createResponseBudget,
  createQuota,
  type Quota,
} from "../limits/response-budget.js";

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
  readonly readSignal: AbortSignal;
  /** Aborts writes at the request's deadline or the end of the shutdown, but not on a disconnect. */
  readonly writeSignal: AbortSignal;
  readonly isClientDisconnected: () => boolean;
  /** Called with a summary of the response. */
  readonly onSummary: (summary: OperationSummary) => void;
  /** Called for each attempted write. */
  readonly audit: Audit;
  /** The subscription for which the operation is executed; undefined for other operations. */
  readonly subscription?: Evaluation;
}

type GivenFields =
  | "scope"
  | "source"
  | "readSignal"
  | "writeSignal"
  | "isClientDisconnected"
  | "onSummary"
  | "audit"
  | "subscription";

export interface ContextOptions extends Pick<RequestContext, GivenFields> {
  /**
   * Authenticates the caller; called when the first field needs it. Null without an access token.
   * `bypassCache`: validate the token anew.
   */
  readonly authenticate: (bypassCache: boolean) => Promise<Caller | null>;
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
    responseBudget: createResponseBudget(limits.responseBytes),
    maxEntries: limits.entries,
    readSignal,
    writeSignal,
    ...rest,
  };
}
