import type { Spread } from "./statistics.js";

/** A table in Markdown, its columns aligned. The first column is text, the others are numbers. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, column)).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

/** The median, then the least and the most. */
export function formatSpread(spread: Spread | undefined): string {
  if (spread === undefined) return "–";
  const { min, median, max } = spread;
  return `${formatNumber(median)} (${formatNumber(min)}–${formatNumber(max)})`;
}

/** Two figures that count. */
export function formatNumber(number: number): string {
  if (!Number.isFinite(number)) return "–";
  if (number >= 99.5) return String(Math.round(number));
  return number >= 9.95 ? number.toFixed(0) : number >= 0.995 ? number.toFixed(1) : number.toFixed(2);
}
