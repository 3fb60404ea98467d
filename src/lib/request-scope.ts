/** A request from outside, as those see it who work for it: queues serve askers in turn, and what is done for one is counted. */
export interface RequestScope {
  /** The id under which logs have it. */
  readonly requestId: string;
  /** The moment, by `Clock.now()`, from which an answer is of no use. */
  readonly deadlineAt: number;
  /** Calls made to ZITADEL for it so far, repeated ones too; token checks are not among them. */
  upstreamCalls: number;
}
