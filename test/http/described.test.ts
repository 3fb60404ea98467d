import { describe, expect, it } from "vitest";
import { answerCodes, levels } from "../../src/graphql/answer-codes.js";
import { catalogue, type Metric } from "../../src/server/seeing/metric-catalogue.js";
import { mostAuditedKeys } from "../../src/server/seeing/log-audit.js";
import { longestName } from "../../src/server/seeing/seen-operation.js";
import { codesIn, tableBelow } from "../support/document.js";
import { linesOf } from "../support/log-lines.js";
import { setUserMetadata } from "../support/mutations.js";
import { startWorld } from "../support/world.js";

/** What every line of pino's has. */
const ofEveryLine = ["level", "time", "pid", "hostname", "msg"];
const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

describe("the document of what is seen", () => {
  it("has the fields that lines have", async () => {
    await using world = await startWorld();
    const token = world.zitadel.world.pat("manager");
    await world.query("{ me { id } }", { token, headers: { traceparent } });
    await setUserMetadata(world, token, world.zitadel.world.user("road-runner"), []);
    for (const [message, heading] of [
      ["operation", "A line for each operation"],
      ["audit", "A line for each write"],
    ] as const) {
      const described = tableBelow(heading).flatMap(([field]) => codesIn(field));
      const logged = new Set(linesOf(world, message).flatMap((line) => Object.keys(line)));
      expect([...logged].filter((field) => !ofEveryLine.includes(field)).sort()).toEqual(
        [...described].sort(),
      );
    }
  });

  it("has the numbers to which lines are cut", () => {
    const cells = (heading: string): string => tableBelow(heading).flat().join();
    expect(cells("A line for each operation")).toContain(`cut to ${longestName} characters`);
    expect(cells("A line for each write")).toContain(`the first ${mostAuditedKeys} of them`);
  });

  it("has the metrics that there are, of their types, with their labels and all values of these", async () => {
    const metrics: readonly Metric[] = Object.values(catalogue);
    const rows = tableBelow("Metrics").map(([name, type, labels]) => ({
      name: codesIn(name)[0],
      type,
      words: [...codesIn(labels)].sort(),
    }));
    expect(rows).toEqual(
      metrics.map(({ name, type, labels }) => ({
        name,
        type,
        words: Object.entries(labels).flat(2).sort(),
      })),
    );
    await using world = await startWorld();
    const text = await (await fetch(new URL("/metrics", world.url))).text();
    const served = [...text.matchAll(/^# TYPE (user_metadata_\w+) (\w+)$/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    expect(served.sort()).toEqual(rows.map(({ name, type }) => `${name} ${type}`).sort());
  });

  it("has the codes that there are, with the levels at which the log has them", () => {
    expect(tableBelow("Codes").map((row) => [codesIn(row[0])[0], row.at(-1)])).toEqual(
      answerCodes.map((code) => [code, levels[code]]),
    );
  });
});
