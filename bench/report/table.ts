import type { Spread } from "./statistics.js";

/** An aligned Markdown table. The first column has text, the others have numbers. */
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

/** The median, with minimum and maximum in parentheses. */
export function formatSpread(spread: Spread | undefined): string {
  if (spread === undefined) return "–";
  const { min, median, max } = spread;
  return `${formatNumber(median)} (${formatNumber(min)}–${formatNumber(max)})`;
}

/** Rounds to two significant digits, and to an integer from 99.5 on. */
export function formatNumber(number: number): string {
  if (!Number.isFinite(number)) return "–";
  if (number >= 99.5) return String(Math.round(number));
  return number >= 9.95 ? number.toFixed(0) : number >= 0.995 ? number.toFixed(1) : number.toFixed(2);
}
