type Outcome = "agree" | "deviate" | "not emulated";

export interface Report {
  count(file: string, outcome: Outcome, reason?: string): void;
  /** A single step of a scenario that counts otherwise. */
  leaveOut(file: string, reason: string): void;
  text(): string;
}

export function createReport(): Report {
  const outcomes = new Map<string, Record<Outcome, number>>();
  const reasons = new Map<string, number>();
  const note = (what: string): unknown => reasons.set(what, (reasons.get(what) ?? 0) + 1);
  return {
    count: (file, outcome, reason) => {
      const counts = outcomes.get(file) ?? { agree: 0, deviate: 0, "not emulated": 0 };
      counts[outcome] += 1;
      outcomes.set(file, counts);
      if (reason !== undefined) note(`${file}, scenarios: ${reason}`);
    },
    leaveOut: (file, reason) => {
      note(`${file}, single steps: ${reason}`);
    },
    text: () =>
      [
        "\nThe emulator and the recordings, scenarios per file",
        ...[...outcomes].map(
          ([file, counts]) =>
            `  ${file.padEnd(14)} ${counts.agree} agree, ${counts["not emulated"]} not emulated, ${counts.deviate} deviate`,
        ),
        "Not emulated",
        ...[...reasons].map(([reason, count]) => `  ${String(count).padStart(3)} × ${reason}`),
        "",
      ].join("\n"),
  };
}
