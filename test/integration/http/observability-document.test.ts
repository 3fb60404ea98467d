import { describe, expect, it } from "vitest";
import { errorCodes, logLevels } from "../../../src/graphql/errors/error-codes.js";
import { metricDefinitions, type Metric } from "../../../src/observability/metrics/definitions.js";
import { maxAuditedKeys } from "../../../src/observability/audit-log.js";
import { createMetrics } from "../../../src/observability/metrics/metrics.js";
import { replicaMetricDefinitions } from "../../../src/observability/metrics/replica-definitions.js";
import { subscriptionMetricDefinitions } from "../../../src/observability/metrics/subscription-definitions.js";
import { maxNameLength } from "../../../src/observability/instrument-operations.js";
import { readCodes, readTable } from "../../support/docs-tables.js";
import { linesOf } from "../../support/observability.js";
import { setUserMetadata, updateUserMetadata } from "../../support/query.js";
import { startHttpServer } from "../../support/start-http-server.js";
import { startTestEnv } from "../../support/test-env.js";

/** Fields that pino adds to every line. */
const pinoFields = ["level", "time", "pid", "hostname", "msg"];
const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

describe("docs/observability.md", () => {
  it("lists the fields of the operation log and the audit log", async () => {
    await using env = await startTestEnv();
    const token = env.pat("manager");
    await env.query("{ me { id } }", { token, headers: { traceparent } });
    const userId = env.zitadel.directory.user("road-runner");
    await setUserMetadata(env, token, userId, []);
    await updateUserMetadata(env, token, userId, { dryRun: true });
    for (const [message, heading] of [
      ["operation", "Operation log"],
      ["audit", "Audit log"],
    ] as const) {
      const described = readTable(heading).flatMap(([field]) => readCodes(field));
      const logged = new Set(linesOf(env, message).flatMap((line) => Object.keys(line)));
      expect([...logged].filter((field) => !pinoFields.includes(field)).sort()).toEqual(
        [...described].sort(),
      );
    }
  });

  it("states the lengths to which log fields are cut", () => {
    const cells = (heading: string): string => readTable(heading).flat().join();
    expect(cells("Operation log")).toContain(`cut to ${maxNameLength} characters`);
    expect(cells("Audit log")).toContain(`the first ${maxAuditedKeys} of them`);
  });

  it("lists the metrics with their types, labels and label values", async () => {
    const described = describedMetrics("Metrics");
    expect(described).toEqual(metricsOf(metricDefinitions));
    await using env = await startTestEnv();
    expect(await servedMetrics(env.url)).toEqual(described.map(({ name, type }) => `${name} ${type}`).sort());
  });

  it("lists the metrics of a replica and its subscriptions with types, labels and label values", async () => {
    const ofReplica = describedMetrics("Replica metrics");
    expect(ofReplica).toEqual(metricsOf(replicaMetricDefinitions));
    const ofSubscriptions = describedMetrics("Subscription metrics");
    expect(ofSubscriptions).toEqual(metricsOf(subscriptionMetricDefinitions));
    const described = [...ofReplica, ...ofSubscriptions];
    const metrics = createMetrics(
      () => ({ queued: 0, inFlight: 0 }),
      () => undefined,
    );
    await using server = await startHttpServer({ metrics });
    const all = [...describedMetrics("Metrics"), ...described];
    expect(await servedMetrics(server.origin)).toEqual(all.map(({ name, type }) => `${name} ${type}`).sort());
  });

  it("matches the error codes and log levels in docs/errors.md", () => {
    expect(readTable("Error codes", "errors").map((row) => [readCodes(row[0])[0], row.at(-1)])).toEqual(
      errorCodes.map((code) => [code, logLevels[code]]),
    );
  });
});

interface DescribedMetric {
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** Names of labels and their values. */
  readonly labels: readonly string[];
}

function describedMetrics(heading: string): readonly DescribedMetric[] {
  return readTable(heading).map(([name, type, labels]) => ({
    name: readCodes(name)[0],
    type,
    labels: [...readCodes(labels)].sort(),
  }));
}

function metricsOf(metrics: Readonly<Record<string, Metric>>): readonly DescribedMetric[] {
  return Object.values(metrics).map(({ name, type, labels }) => ({
    name,
    type,
    labels: Object.entries(labels).flat(2).sort(),
  }));
}

/** Names and types of the metrics that `/metrics` serves. */
async function servedMetrics(origin: string): Promise<readonly string[]> {
  const text = await (await fetch(new URL("/metrics", origin))).text();
  return [...text.matchAll(/^# TYPE (user_metadata_\w+) (\w+)$/gm)]
    .map(([, name, type]) => `${name} ${type}`)
    .sort();
}
