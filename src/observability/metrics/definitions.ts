import { checkOutcomes, checkSources, checkMethods } from "../../auth/observer.js";
import { errorCodes } from "../../graphql/errors/error-codes.js";
import { operationKinds } from "../../graphql/errors/operation-summary.js";
import { breakerStates, cacheOutcomes, callKinds, callOutcomes } from "../../zitadel/client/observer.js";

/** Outcomes of an operation: OK, an error code, or CLIENT_CLOSED_REQUEST if the client disconnected first. */
export const operationCodes = ["OK", ...errorCodes, "CLIENT_CLOSED_REQUEST"] as const;

export type OperationCode = (typeof operationCodes)[number];

/** The labels of a metric and their possible values. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;

/** One metric. Dashboards depend on names and labels: they may be added but never renamed. */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: LabelSets;
}

/** All metrics except those of the replica and the process metrics of prom-client. */
export const metricDefinitions = {
  operations: {
    name: "user_metadata_operations_total",
    type: "counter",
    help: "GraphQL operations. An operation with several error codes counts once per code.",
    labels: { operation_type: operationKinds, code: operationCodes },
  },
  operationSeconds: {
    name: "user_metadata_operation_duration_seconds",
    type: "histogram",
    help: "Duration of GraphQL operations.",
    labels: { operation_type: operationKinds },
  },
  calls: {
    name: "user_metadata_upstream_calls_total",
    type: "counter",
    help: "Calls to ZITADEL, including retries.",
    labels: { operation: callKinds, result: callOutcomes },
  },
  callSeconds: {
    name: "user_metadata_upstream_call_duration_seconds",
    type: "histogram",
    help: "Duration of calls to ZITADEL with any result.",
    labels: { operation: callKinds },
  },
  retries: {
    name: "user_metadata_upstream_retries_total",
    type: "counter",
    help: "Retries of calls to ZITADEL.",
    labels: { operation: callKinds },
  },
  coalesced: {
    name: "user_metadata_upstream_coalesced_total",
    type: "counter",
    help: "Reads that shared the response of an identical read in progress.",
    labels: { operation: callKinds },
  },
  cacheRequests: {
    name: "user_metadata_cache_requests_total",
    type: "counter",
    help: "Users looked up in the metadata cache (METADATA_CACHE_TTL_MS).",
    labels: { result: cacheOutcomes },
  },
  rejected: {
    name: "user_metadata_upstream_rejected_total",
    type: "counter",
    help: "Calls rejected because the queue was full or the request timed out in it.",
    labels: { operation: callKinds },
  },
  queueLength: {
    name: "user_metadata_upstream_queue_length",
    type: "gauge",
    help: "Calls waiting for a connection to ZITADEL.",
    labels: {},
  },
  inFlight: {
    name: "user_metadata_upstream_in_flight",
    type: "gauge",
    help: "Calls waiting for ZITADEL's response.",
    labels: {},
  },
  breaker: {
    name: "user_metadata_circuit_breaker_state",
    type: "gauge",
    help: "1 for the current state of the circuit breaker, 0 for the others.",
    labels: { state: breakerStates },
  },
  breakerTransitions: {
    name: "user_metadata_circuit_breaker_transitions_total",
    type: "counter",
    help: "State changes of the circuit breaker, by new state.",
    labels: { state: breakerStates },
  },
  tokenChecks: {
    name: "user_metadata_token_checks_total",
    type: "counter",
    help: "Validations of access tokens.",
    labels: { method: checkMethods, source: checkSources, result: checkOutcomes },
  },
} as const satisfies Readonly<Record<string, Metric>>;
