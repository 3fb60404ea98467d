import { checkOutcomes, checkSources, checkMethods } from "../../auth/observer.js";
import { errorCodes } from "../../graphql/errors/error-codes.js";
import { operationKinds } from "../../graphql/errors/operation-summary.js";
import { breakerStates, cacheOutcomes, callKinds, callOutcomes } from "../../zitadel/client/observer.js";

/** How an operation ended: well, with errors of these codes, or unheard, because its client had hung up. */
export const operationCodes = ["OK", ...errorCodes, "CLIENT_CLOSED_REQUEST"] as const;

export type OperationCode = (typeof operationCodes)[number];

/** Each label and the values that it can have. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;

/** One metric as dashboards know it: names and labels may be added, never renamed. */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: LabelSets;
}

/** What is measured, beside what prom-client measures of every process. */
export const metricDefinitions = {
  operations: {
    name: "user_metadata_operations_total",
    type: "counter",
    help: "GraphQL operations, each once under every code that it ended with.",
    labels: { operation_type: operationKinds, code: operationCodes },
  },
  operationSeconds: {
    name: "user_metadata_operation_duration_seconds",
    type: "histogram",
    help: "How long operations took.",
    labels: { operation_type: operationKinds },
  },
  calls: {
    name: "user_metadata_upstream_calls_total",
    type: "counter",
    help: "Calls to ZITADEL, repeated ones too.",
    labels: { operation: callKinds, result: callOutcomes },
  },
  callSeconds: {
    name: "user_metadata_upstream_call_duration_seconds",
    type: "histogram",
    help: "How long calls to ZITADEL took, whatever came of them.",
    labels: { operation: callKinds },
  },
  retries: {
    name: "user_metadata_upstream_retries_total",
    type: "counter",
    help: "Calls that were made once more.",
    labels: { operation: callKinds },
  },
  coalesced: {
    name: "user_metadata_upstream_coalesced_total",
    type: "counter",
    help: "Reads that joined one that was under way.",
    labels: { operation: callKinds },
  },
  cacheRequests: {
    name: "user_metadata_cache_requests_total",
    type: "counter",
    help: "Users looked for among what is kept (METADATA_CACHE_TTL_MS).",
    labels: { result: cacheOutcomes },
  },
  rejected: {
    name: "user_metadata_upstream_rejected_total",
    type: "counter",
    help: "Calls refused because the queue was full or the wait too long.",
    labels: { operation: callKinds },
  },
  queueLength: {
    name: "user_metadata_upstream_queue_length",
    type: "gauge",
    help: "Calls that wait for a connection to ZITADEL.",
    labels: {},
  },
  inFlight: {
    name: "user_metadata_upstream_in_flight",
    type: "gauge",
    help: "Calls that ZITADEL has not answered yet.",
    labels: {},
  },
  breaker: {
    name: "user_metadata_circuit_breaker_state",
    type: "gauge",
    help: "1 for the state that the circuit breaker is in, 0 for the others.",
    labels: { state: breakerStates },
  },
  breakerTransitions: {
    name: "user_metadata_circuit_breaker_transitions_total",
    type: "counter",
    help: "How often the circuit breaker got into a state.",
    labels: { state: breakerStates },
  },
  tokenChecks: {
    name: "user_metadata_token_checks_total",
    type: "counter",
    help: "Access tokens looked at.",
    labels: { method: checkMethods, source: checkSources, result: checkOutcomes },
  },
} as const satisfies Readonly<Record<string, Metric>>;
