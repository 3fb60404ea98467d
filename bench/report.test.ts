import { describe, expect, it } from "vitest";
import { closedLoop } from "./load/closed-loop.js";
import type { Sample } from "./load/measure.js";
import { rotated } from "./load/rounds.js";
import { readOptions, UsageError } from "./options.js";
import { replicaReportOf } from "./report/replica-report.js";
import { reportOf } from "./report/report.js";
import { median, percentile, ratiosOf } from "./report/statistics.js";
import { formatSpread, tableOf } from "./report/table.js";

describe("what the bench counts", () => {
  it("finds the middle, of an even number the mean of the two", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
  });

  it("finds the number that so large a part does not exceed", () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index + 1);
    expect([percentile(numbers, 0.5), percentile(numbers, 0.99), percentile([5], 0.5)]).toEqual([
      100, 198, 5,
    ]);
  });

  it("makes ratios within a round, and leaves out rounds that one of the two lacks", () => {
    const ours = new Map([
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
    expect(ratiosOf(ours, base)).toEqual({ min: 1, median: 2, max: 3 });
    expect(ratiosOf(ours, new Map())).toBeUndefined();
  });

  it("lets each contender begin a round", () => {
    const all = ["a", "b", "c"];
    expect([0, 1, 2, 3].map((round) => rotated(all, round).join(""))).toEqual(["abc", "bca", "cab", "abc"]);
    expect(rotated([], 3)).toEqual([]);
  });

  it("keeps as many requests under way as there are clients, and makes the least that is asked for", async () => {
    let underWay = 0;
    let most = 0;
    const numbers: number[] = [];
    const loaded = await closedLoop({ clients: 3, ms: 0, atLeast: 7 }, 100, async (number) => {
      numbers.push(number);
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
    });
    expect({ most, numbers, requests: loaded.requests }).toEqual({
      most: 3,
      numbers: [100, 101, 102, 103, 104, 105, 106],
      requests: 7,
    });
  });
});

describe("what the bench prints", () => {
  it("aligns a table, and two figures that count", () => {
    const spread = { min: 0.123, median: 1.26, max: 123.4 };
    expect(tableOf(["", "ratio"], [["ours", formatSpread(spread)]]).split("\n")).toEqual([
      "|      |          ratio |",
      "| ---- | -------------: |",
      "| ours | 1.3 (0.12–123) |",
    ]);
  });

  const sample = (contender: string, round: number, requestsPerSecond: number): Sample => ({
    round,
    contender,
    workload: "_entities × 100",
    owners: 100,
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

  it("tells ratios to the naive one, calls about owners, notes and goals", () => {
    const samples = [0, 1].flatMap((round) => [
      sample("naive", round, 10),
      sample("ours", round, 200 + 100 * round),
    ]);
    const starts = [
      { round: 0, contender: "naive", ms: 400 },
      { round: 0, contender: "ours", ms: 200 },
    ];
    const report = reportOf({ samples, starts, notes: ["one is left out"] });
    const lines = report.split("\n").map((line) => line.replaceAll(/ +/g, " "));
    expect(lines).toContain(
      "| ours | 25 (20–30) | 1.0 (1.0–1.0) | 1.0 (1.0–1.0) | – | 1.0 (1.0–1.0) | 1.0 (1.0–1.0) |",
    );
    expect(lines).toContain("Note: one is left out");
    expect(lines).toContain("| _entities × 100: requests/s ≥ 20 × naive | 25 (20–30) | yes |");
    expect(lines).toContain("| _entities × 1000: time ≤ 1.5 × limit | – | – |");
    expect(lines).toContain("| ours | 0.50 (0.50–0.50) |");
  });

  it("tells how much faster known users are than the lists that they would take, one after the other and at once", () => {
    const samples = [
      { ...sample("limit", 0, 1), p50Ms: 20 },
      { ...sample("naive", 0, 1), p50Ms: 60 },
      { ...sample("ours, replica", 0, 1), p50Ms: 4 },
    ];
    const report = reportOf({ samples, starts: [], notes: [] });
    const lines = report.split("\n").map((line) => line.replaceAll(/ +/g, " "));
    // 100 lists of 5 ms.
    expect(lines).toContain("| _entities × 100: ours, replica | 125 (125–125) | 5.0 (5.0–5.0) |");
  });

  it("tells how replicas were filled, how they caught up, and what they take", () => {
    const followed = {
      store: "memory",
      fillMs: 2000,
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
    expect(lines).toContain("| first fill, memory: entries/s ≥ 20,000 | 25000 (25000–25000) | yes |");
    expect(lines).toContain(
      "| a million users, memory: memory of the process, of 600 MB | 0.50 (0.50–0.50) | yes |",
    );
  });

  it("is told in words how it is started", () => {
    expect(readOptions(["--quick", "--json", "a.json"])).toMatchObject({
      isQuick: true,
      json: "a.json",
      rounds: 2,
    });
    expect(readOptions(["--replica"])).toMatchObject({ ofReplica: true, isQuick: false });
    expect(readOptions(["--rounds", "3"])).toMatchObject({ isQuick: false, rounds: 3 });
    for (const args of [["--fast"], ["--rounds", "0"], ["--rounds", "many"]]) {
      expect(() => readOptions(args)).toThrow(UsageError);
    }
  });
});
