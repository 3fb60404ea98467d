import type { Fault } from "../../src/emulator/http/fault.js";

/** What is asked while something is wrong. */
export const operations = ["me", "one", "page", "set", "remove"] as const;

export type Operation = (typeof operations)[number];

/**
 * What comes of it: the answer, then the calls that were made, then whether the write was done. `≤ 45` stands for any number up to that, `rest` for
 * any; `–` for nothing that could happen.
 */
export type Cell = string;

const absences = ["gone before the start", "gone", "gone once"] as const;

/** Connections are refused: from the start on, from before the first call on, or then once. */
type Absence = (typeof absences)[number];

export function isAbsence(fault: Fault | Absence): fault is Absence {
  return absences.some((absence) => absence === fault);
}

/** One kind of weather, and what is promised in it. */
export interface Row extends Readonly<Record<Operation, Cell>> {
  readonly weather: string;
  /** What every call meets that is no token check, or that there is no ZITADEL where it is looked for. */
  readonly fault: Fault | Absence;
  /** How many calls meet it; all when absent. */
  readonly times?: number;
  /** For a call, where waiting for the default one would take long. */
  readonly timeoutMs?: number;
}

export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Where the numbers are left open, the cell takes those that were seen if they fit. */
export function agrees(expected: Cell, seen: Cell): boolean {
  const found = patternOf(expected).exec(seen)?.slice(1);
  const limits = [...expected.matchAll(/≤ (\d+)|rest/g)].map(([, limit]) => Number(limit ?? Infinity));
  return found !== undefined && limits.every((limit, index) => Number(found[index]) <= limit);
}

function patternOf(expected: Cell): RegExp {
  const escaped = expected.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/≤ \d+|rest/g, "(\\d+)")}$`);
}
