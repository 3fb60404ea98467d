import type { ReplicaResults } from "../replica/measure-replica.js";
import { type Goal, goalsTable } from "./goals.js";
import { formatNumber, tableOf } from "./table.js";
import { spreadOf } from "./statistics.js";

const megabyte = 1_000_000;
const million = 1_000_000;

/** The report about replicas in Markdown. Each figure is a single measurement. */
export function replicaReportOf(results: ReplicaResults): string {
  const sections = [
    ...results.notes.map((note) => `Note: ${note}`),
    `### First build\n\n${buildTable(results)}`,
    `### Catching up\n\n${catchUpTable(results)}`,
    `### Memory\n\n${memoryTable(results)}`,
    `### Goals of the replica\n\n${goalsTable(goalsOf(results))}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function buildTable({ followed, listed }: ReplicaResults): string {
  const listedPerSecond = perSecond(listed.entries, listed.ms);
  const rows = followed.map(({ store, entries, buildMs }) => {
    const builtPerSecond = perSecond(entries, buildMs);
    const listsMs = (entries / listedPerSecond) * 1000;
    return [
      store,
      formatCount(entries),
      formatSeconds(buildMs),
      formatCount(builtPerSecond),
      formatSeconds(listsMs),
      formatNumber(builtPerSecond / listedPerSecond),
    ];
  });
  return tableOf(["", "entries", "time", "entries/s", "time by lists", "times faster"], rows);
}

function catchUpTable({ followed }: ReplicaResults): string {
  const rows = followed.map(({ store, changes, catchUpMs, rssBytes }) => [
    store,
    formatCount(changes),
    formatSeconds(catchUpMs),
    formatCount(perSecond(changes, catchUpMs)),
    rssBytes === undefined ? "–" : formatMegabytes(rssBytes),
  ]);
  return tableOf(["", "changes", "time", "changes/s", "memory of the subgraph"], rows);
}

function memoryTable({ stored }: ReplicaResults): string {
  const rows = stored.map(({ store, users, entries, bytes, rssBytes, busyMs }) => [
    store,
    formatCount(users),
    formatCount(Math.round(bytes / users)),
    formatMegabytes(bytes),
    formatMegabytes(rssBytes),
    formatCount(perSecond(entries, busyMs)),
  ]);
  return tableOf(
    ["", "users", "bytes per user", "size of the store", "memory of the process", "entries/s"],
    rows,
  );
}

function goalsOf({ followed, stored }: ReplicaResults): readonly Goal[] {
  const builds = followed.map(({ store, entries, buildMs }) => ({
    description: `first build, ${store}: entries/s ≥ 20,000`,
    isMet: (it: number) => it >= 20_000,
    measured: spreadOf([perSecond(entries, buildMs)]),
  }));
  const memory = stored.map(({ store, users, rssBytes }) => ({
    description: `a million users, ${store}: memory of the process as a fraction of 600 MB`,
    isMet: (it: number) => it <= 1,
    // With fewer users, as in --quick, most of the memory is that of Node itself.
    measured: users < million ? undefined : spreadOf([rssBytes / (600 * megabyte)]),
  }));
  return [...builds, ...memory];
}

function perSecond(count: number, ms: number): number {
  return (count / ms) * 1000;
}

function formatCount(number: number): string {
  return Math.round(number).toLocaleString("en");
}

function formatSeconds(ms: number): string {
  return `${formatNumber(ms / 1000)} s`;
}

function formatMegabytes(bytes: number): string {
  return `${Math.round(bytes / megabyte)} MB`;
}
