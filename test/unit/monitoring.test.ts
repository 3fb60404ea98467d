import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { metricDefinitions, type Metric } from "../../src/observability/metrics/definitions.js";
import { replicaMetricDefinitions } from "../../src/observability/metrics/replica-definitions.js";
import { readCodes, readTable } from "../support/docs-tables.js";

const read = (path: string): string =>
  readFileSync(new URL(`../../deploy/monitoring/${path}`, import.meta.url), "utf8");

const rules = z
  .object({
    groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
  })
  .parse(parse(read("alerts.yaml")))
  .groups.flatMap((group) => group.rules);

const queries = z
  .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })) })
  .parse(JSON.parse(read("dashboard.json")))
  .panels.flatMap((panel) => panel.targets);

const metrics: readonly Metric[] = [
  ...Object.values(metricDefinitions),
  ...Object.values(replicaMetricDefinitions),
];

/** Series names as Prometheus stores them, with their labels. */
const series = new Map(
  metrics.flatMap(({ name, type, labels }) =>
    (type === "histogram" ? ["_bucket", "_sum", "_count"] : [""]).map(
      (suffix) => [name + suffix, labels] as const,
    ),
  ),
);

/** Finds metrics, labels and label values in a PromQL expression that the subgraph does not have. */
function unknownIn(expr: string): readonly string[] {
  return [...expr.matchAll(/\b(user_metadata_\w+)(?:\{([^}]*)\})?/g)].flatMap(
    ([, name = "", matchers = ""]) => {
      const labels = series.get(name);
      if (labels === undefined) return [name];
      return [...matchers.matchAll(/(\w+)\s*(=~|!=|=)\s*"([^"]*)"/g)].flatMap(
        ([, label = "", , value = ""]) => {
          const values = labels[label] ?? [];
          return values.some((existing) => new RegExp(`^(?:${value})$`).test(existing))
            ? []
            : [`${name}{${label}="${value}"}`];
        },
      );
    },
  );
}

describe("deploy/monitoring", () => {
  it("queries only existing metrics, labels and label values in its alert rules", () => {
    expect(rules.flatMap(({ expr }) => unknownIn(expr))).toEqual([]);
  });

  it("queries only existing metrics, labels and label values in its dashboard", () => {
    expect(queries.flatMap(({ expr }) => unknownIn(expr))).toEqual([]);
  });

  it("shows every metric in its dashboard", () => {
    const dashboard = queries.map(({ expr }) => expr).join("\n");
    expect(metrics.filter(({ name }) => !dashboard.includes(name)).map(({ name }) => name)).toEqual([]);
  });

  it("documents every alert in docs/observability.md", () => {
    const documented = readTable("Alerts").map(([name]) => readCodes(name)[0]);
    expect([...documented].sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });
});
