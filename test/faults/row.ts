import type { Fault } from "zitadel-emulator";

/** What is asked while something is wrong. */
export const operations = ["me", "one", "page", "set", "remove"] as const;

export type Operation = (typeof operations)[number];

/** What comes of it: the answer, then the calls that were made, then whether the write was done; `–` for nothing that could happen. */
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
}

export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}
