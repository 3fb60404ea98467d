import { deviations, notEmulated, type Exception } from "./exceptions.js";

export type Outcome = "passed" | "deviating" | "not emulated";

export interface Report {
  count(file: string, outcome: Outcome): void;
  /** The table of outcomes. For the emulator it also lists the reasons of all exceptions. */
  text(isEmulated: boolean): string;
}

export function createReport(): Report {
  const outcomes = new Map<string, Record<Outcome, number>>();
  return {
    count: (file, outcome) => {
      const counts = outcomes.get(file) ?? { passed: 0, deviating: 0, "not emulated": 0 };
      counts[outcome] += 1;
      outcomes.set(file, counts);
    },
    text: (isEmulated) =>
      [
        "\nAgreement with the recordings: scenarios per file",
        "  file              passed  deviating  not emulated",
        ...[...outcomes].map(([file, { passed, deviating, "not emulated": not }]) =>
          [
            `  ${file.padEnd(17)}`,
            String(passed).padStart(6),
            String(deviating).padStart(10),
            String(not).padStart(13),
          ].join(" "),
        ),
        ...(isEmulated
          ? ["Not emulated", ...notEmulated.map(describe), "Deviations", ...deviations.map(describe)]
          : []),
        "",
      ].join("\n"),
  };
}

function describe({ file, scenario, steps, reason }: Exception): string {
  const scope =
    typeof scenario === "string" ? `, ${scenario}` : scenario.source === "." ? "" : `, ${scenario.source}`;
  return `  ${file}${scope}${steps === undefined ? "" : ", single steps"}: ${reason}`;
}
