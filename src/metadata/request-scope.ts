/** Shared state of one incoming request. The queues for ZITADEL use it to serve requests fairly. */
export interface RequestScope {
  /** The request's id in the logs. */
  readonly requestId: string;
  /** Deadline by `Clock.now()`. The response is of no use after it. */
  readonly deadlineAt: number;
  /** Number of calls to ZITADEL for this request so far, including retries and excluding token checks. */
  upstreamCalls: number;
}
