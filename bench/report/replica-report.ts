import type { ReplicaResults } from "../replica/measure-replica.js";
import { type Goal, goalsTable } from "./goals.js";
import { formatNumber, tableOf } from "./table.js";
import { spreadOf } from "./statistics.js";

const megabyte = 1_000_000;
const million = 1_000_000;

/** What was measured of replicas, in Markdown. Measured once: nothing is a median. */
export function replicaReportOf(results: ReplicaResults): string {
  const sections = [
    ...results.notes.map((note) => `Note: ${note}`),
    `### First fill\n\n${fillTable(results)}`,
    `### Catching up\n\n${catchUpTable(results)}`,
    `### Memory\n\n${memoryTable(results)}`,
    `### Goals of the replica\n\n${goalsTable(goalsOf(results))}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function fillTable({ followed, listed }: ReplicaResults): string {
  const listedPerSecond = perSecond(listed.entries, listed.ms);
  const rows = followed.map(({ store, entries, fillMs }) => {
    const filled = perSecond(entries, fillMs);
    const listsMs = (entries / listedPerSecond) * 1000;
    return [
      store,
      grouped(entries),
      seconds(fillMs),
      grouped(filled),
      seconds(listsMs),
      formatNumber(filled / listedPerSecond),
    ];
  });
  return tableOf(["", "entries", "time", "entries/s", "by lists", "times faster"], rows);
}

function catchUpTable({ followed }: ReplicaResults): string {
  const rows = followed.map(({ store, changes, catchUpMs, rssBytes }) => [
    store,
    grouped(changes),
    seconds(catchUpMs),
    grouped(perSecond(changes, catchUpMs)),
    rssBytes === undefined ? "–" : megabytes(rssBytes),
  ]);
  return tableOf(["", "changes", "time", "changes/s", "memory of our process"], rows);
}

function memoryTable({ stored }: ReplicaResults): string {
  const rows = stored.map(({ store, users, entries, bytes, rssBytes, busyMs }) => [
    store,
    grouped(users),
    grouped(Math.round(bytes / users)),
    megabytes(bytes),
    megabytes(rssBytes),
    grouped(perSecond(entries, busyMs)),
  ]);
  return tableOf(["", "users", "bytes per user", "as the store counts", "process", "entries/s"], rows);
}

function goalsOf({ followed, stored }: ReplicaResults): readonly Goal[] {
  const fills = followed.map(({ store, entries, fillMs }) => ({
    words: `first fill, ${store}: entries/s ≥ 20,000`,
    isMet: (it: number) => it >= 20_000,
    measured: spreadOf([perSecond(entries, fillMs)]),
  }));
  const memory = stored.map(({ store, users, rssBytes }) => ({
    words: `a million users, ${store}: memory of the process, of 600 MB`,
    isMet: (it: number) => it <= 1,
    // Of fewer there are measured, in a first look, Node's own share would be counted a hundred times.
    measured: users < million ? undefined : spreadOf([rssBytes / (600 * megabyte)]),
  }));
  return [...fills, ...memory];
}

function perSecond(count: number, ms: number): number {
  return (count / ms) * 1000;
}

function grouped(number: number): string {
  return Math.round(number).toLocaleString("en");
}

function seconds(ms: number): string {
  return `${formatNumber(ms / 1000)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / megabyte)} MB`;
}
