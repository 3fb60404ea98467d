import { describe, expect, it } from "vitest";
import { closedLoop } from "./load/closed-loop.js";
import type { Sample } from "./load/measure.js";
import { rotate } from "./load/rounds.js";
import { parseOptions, UsageError } from "./options.js";
import { replicaReportOf } from "./report/replica-report.js";
import { reportOf } from "./report/report.js";
import { median, percentile, ratiosOf } from "./report/statistics.js";
import { formatSpread, tableOf } from "./report/table.js";

describe("statistics and load of the bench", () => {
  it("calculates the median, for an even count as the mean of the two middle numbers", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
  });

  it("calculates percentiles", () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index + 1);
    expect([percentile(numbers, 0.5), percentile(numbers, 0.99), percentile([5], 0.5)]).toEqual([
      100, 198, 5,
    ]);
  });

  it("calculates ratios within a round, and omits rounds that one of the two targets lacks", () => {
    const figures = new Map([
      [0, 10],
      [1, 40],
      [2, 90],
      [3, 1],
    ]);
    const base = new Map([
      [0, 10],
      [1, 20],
      [2, 30],
    ]);
    expect(ratiosOf(figures, base)).toEqual({ min: 1, median: 2, max: 3 });
    expect(ratiosOf(figures, new Map())).toBeUndefined();
  });

  it("starts each round with another target", () => {
    const all = ["a", "b", "c"];
    expect([0, 1, 2, 3].map((round) => rotate(all, round).join(""))).toEqual(["abc", "bca", "cab", "abc"]);
    expect(rotate([], 3)).toEqual([]);
  });

  it("keeps one request per client in flight, and sends at least minRequests requests", async () => {
    let inFlight = 0;
    let maxInFlight = 0;
    const numbers: number[] = [];
    const { requests } = await closedLoop(
      { clients: 3, durationMs: 0, minRequests: 7 },
      100,
      async (number) => {
        numbers.push(number);
        maxInFlight = Math.max(maxInFlight, ++inFlight);
        await Promise.resolve();
        inFlight--;
      },
    );
    expect({ maxInFlight, numbers, requests }).toEqual({
      maxInFlight: 3,
      numbers: [100, 101, 102, 103, 104, 105, 106],
      requests: 7,
    });
  });
});

describe("output of the bench", () => {
  it("aligns tables, and rounds to two significant digits", () => {
    const spread = { min: 0.123, median: 1.26, max: 123.4 };
    expect(tableOf(["", "ratio"], [["this subgraph", formatSpread(spread)]]).split("\n")).toEqual([
      "|               |          ratio |",
      "| ------------- | -------------: |",
      "| this subgraph | 1.3 (0.12–123) |",
    ]);
  });

  const sample = (target: string, round: number, requestsPerSecond: number): Sample => ({
    round,
    target,
    workload: "_entities × 100",
    usersPerRequest: 100,
    requests: 2,
    requestsPerSecond,
    p50Ms: 1,
    p99Ms: 2,
    cpuMsPerRequest: undefined,
    peakBytes: 1,
    calls: { list: 200, introspect: 9 },
    driverShare: 0,
    upstreamShare: undefined,
  });

  it("prints ratios to naive, calls per user, notes and goals", () => {
    const samples = [0, 1].flatMap((round) => [
      sample("naive", round, 10),
      sample("this subgraph", round, 200 + 100 * round),
    ]);
    const starts = [
      { round: 0, target: "naive", ms: 400 },
      { round: 0, target: "this subgraph", ms: 200 },
    ];
    const report = reportOf({ samples, starts, notes: ["one is omitted"] });
    const lines = report.split("\n").map((line) => line.replaceAll(/ +/g, " "));
    expect(lines).toContain(
      "| this subgraph | 25 (20–30) | 1.0 (1.0–1.0) | 1.0 (1.0–1.0) | – | 1.0 (1.0–1.0) | 1.0 (1.0–1.0) |",
    );
    expect(lines).toContain("Note: one is omitted");
    expect(lines).toContain("| _entities × 100: requests/s ≥ 20 × naive | 25 (20–30) | yes |");
    expect(lines).toContain("| _entities × 1000: p50 ≤ 1.5 × limit | – | – |");
    expect(lines).toContain("| this subgraph | 0.50 (0.50–0.50) |");
    expect(report).toMatch(/^\d+ × .+, Node\.js [\d.]+, \w+\. Medians\.$/m);
    expect(lines.filter((line) => line.startsWith("| _entities × 100: this subgraph |"))).toHaveLength(1);
  });

  it("prints how much faster a replica is than list calls, sequential and concurrent", () => {
    const samples = [
      { ...sample("limit", 0, 1), p50Ms: 20 },
      { ...sample("naive", 0, 1), p50Ms: 60 },
      { ...sample("this subgraph, replica", 0, 1), p50Ms: 4 },
    ];
    const report = reportOf({ samples, starts: [], notes: [] });
    const lines = report.split("\n").map((line) => line.replaceAll(/ +/g, " "));
    // 100 list calls of 5 ms each.
    expect(lines).toContain("| _entities × 100: this subgraph, replica | 125 (125–125) | 5.0 (5.0–5.0) |");
  });

  it("prints the first build, catching up and the memory of replicas", () => {
    const followed = {
      store: "memory",
      buildMs: 2000,
      entries: 50_000,
      catchUpMs: 500,
      changes: 10_000,
      rssBytes: 1e8,
    };
    const stored = { store: "memory", users: 1e6, entries: 5e6, busyMs: 5e4, bytes: 3e8, rssBytes: 3e8 };
    const listed = { entries: 1000, ms: 100 };
    const report = replicaReportOf({ followed: [followed], stored: [stored], listed, notes: ["no Redis"] });
    const lines = report.split("\n").map((line) => line.replaceAll(/ +/g, " "));
    expect(lines).toContain("Note: no Redis");
    expect(lines).toContain("| memory | 50,000 | 2.0 s | 25,000 | 5.0 s | 2.5 |");
    expect(lines).toContain("| memory | 10,000 | 0.50 s | 20,000 | 100 MB |");
    expect(lines).toContain("| memory | 1,000,000 | 300 | 300 MB | 300 MB | 100,000 |");
    expect(lines).toContain("| first build, memory: entries/s ≥ 20,000 | 25000 (25000–25000) | yes |");
    expect(lines).toContain(
      "| a million users, memory: memory of the process as a fraction of 600 MB | 0.50 (0.50–0.50) | yes |",
    );
  });

  it("parses its command line, and rejects invalid options", () => {
    expect(parseOptions(["--quick", "--json", "a.json"])).toMatchObject({
      isQuick: true,
      json: "a.json",
      rounds: 2,
    });
    expect(parseOptions(["--replica"])).toMatchObject({ isReplicaOnly: true, isQuick: false });
    expect(parseOptions(["--rounds", "3"])).toMatchObject({ isQuick: false, rounds: 3 });
    for (const args of [
      ["--fast"],
      ["--rounds", "0"],
      ["--rounds", "many"],
      ["--replica", "--subscriptions"],
    ]) {
      expect(() => parseOptions(args)).toThrow(UsageError);
    }
  });
});
