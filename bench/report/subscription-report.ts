import type { SubscriptionResults } from "../subscriptions/measure-subscriptions.js";
import { formatNumber, tableOf } from "./table.js";

/** The report about subscriptions in Markdown. Delays are medians. */
export function subscriptionReportOf({ sizes, idle, transports }: SubscriptionResults): string {
  const rows = transports.map((it) => [
    it.transport,
    formatKilobytes(it.heapBytesPerSubscriber),
    formatKilobytes(it.rssBytesPerSubscriber),
    formatMs(it.firstMs),
    formatMs(it.lastMs),
    formatMs(it.maxLastMs),
    it.cpuMsPerEvent === undefined ? "–" : `${formatNumber(it.cpuMsPerEvent)} ms`,
  ]);
  const head = [
    "",
    "heap per subscriber",
    "memory per subscriber",
    "first client",
    "last client",
    "last client (maximum)",
    "CPU per event",
  ];
  const idleRows = [{ transport: "no subscriber", ...idle }, ...transports].map(
    ({ transport, cpuShare, pollsPerSecond }) => [
      transport,
      cpuShare === undefined ? "–" : `${formatNumber(cpuShare * 100)} %`,
      formatNumber(pollsPerSecond),
    ],
  );
  return [
    `### ${sizes.subscribers} subscribers, ${sizes.changes} changes`,
    tableOf(head, rows),
    "### Without changes",
    tableOf(["", "CPU of one core", "polls of ZITADEL per second"], idleRows),
  ].join("\n\n");
}

function formatKilobytes(bytes: number): string {
  return `${formatNumber(bytes / 1000)} kB`;
}

function formatMs(ms: number): string {
  return `${formatNumber(ms)} ms`;
}
