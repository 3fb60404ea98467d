import type { Asker } from "../lib/asker.js";
import type { Audit } from "../metadata/audit.js";
import type { Caller } from "../metadata/caller.js";
import type { GuardedSource } from "../metadata/guarded-source.js";
import { createReadBudget } from "../metadata/read-budget.js";
import type { AnswerSummary } from "./answer-summary.js";
import { createLoaders, type Loaders } from "./loaders.js";
import { type AnswerBudget, createAnswerBudget, createQuota, type Quota } from "./limits.js";

export interface ContextOptions {
  readonly asker: Asker;
  readonly source: GuardedSource;
  /**
   * Finds out who is asking; called when the first field needs to know. Null without an access token. `isFresh`: what is remembered
   * of the token does not count.
   */
  readonly authenticate: (isFresh: boolean) => Promise<Caller | null>;
  readonly limits: {
    readonly representations: number;
    readonly entries: number;
    readonly answerBytes: number;
  };
  /** Ends reads: at the request's deadline, or when its client has hung up. */
  readonly readSignal: AbortSignal;
  /** Ends writes: at the request's deadline. A write goes on for a client that has hung up. */
  readonly writeSignal: AbortSignal;
  /** Whether nobody waits for the answer any more. */
  readonly hasHungUp: () => boolean;
  /** Told what the answer is, in brief. */
  readonly summarize: (summary: AnswerSummary) => void;
  /** Told of every attempt to write. */
  readonly audit: Audit;
}

/** Whoever wants one small key of each user must have all of them read: more may be read than may be answered. */
const readsPerAnswer = 4;

/** What lives as long as one request. */
export interface RequestContext {
  readonly asker: Asker;
  readonly caller: () => Promise<Caller | null>;
  /** The same for a write: a token that was revoked a moment ago must not change anything. */
  readonly writer: () => Promise<Caller | null>;
  readonly loaders: Loaders;
  readonly source: GuardedSource;
  readonly representations: Quota;
  readonly answer: AnswerBudget;
  readonly maxEntries: number;
  readonly readSignal: AbortSignal;
  readonly writeSignal: AbortSignal;
  readonly hasHungUp: () => boolean;
  readonly summarize: (summary: AnswerSummary) => void;
  readonly audit: Audit;
}

export function createContext({
  asker,
  source,
  authenticate,
  limits,
  readSignal,
  writeSignal,
  ...rest
}: ContextOptions): RequestContext {
  let authenticating: Promise<Caller | null> | undefined;
  const caller = (): Promise<Caller | null> => (authenticating ??= authenticate(false));
  let authenticatingAfresh: Promise<Caller | null> | undefined;
  const writer = (): Promise<Caller | null> => {
    authenticatingAfresh ??= authenticate(true);
    authenticating = authenticatingAfresh;
    return authenticatingAfresh;
  };
  return {
    asker,
    caller,
    writer,
    loaders: createLoaders({
      source,
      caller,
      asker,
      signal: readSignal,
      budget: createReadBudget(limits.answerBytes * readsPerAnswer),
    }),
    source,
    representations: createQuota("entity representations", limits.representations, "LIMIT_REPRESENTATIONS"),
    answer: createAnswerBudget(limits.answerBytes),
    maxEntries: limits.entries,
    readSignal,
    writeSignal,
    ...rest,
  };
}
