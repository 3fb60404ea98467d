/** A scenario in which the emulator differs from the recording. An unneeded exception fails the suite. */
export interface Exception {
  file: string;
  scenario: string | RegExp;
  /** Applies only to the steps whose `METHOD path json` matches. */
  steps?: RegExp;
  reason: string;
}

/** Methods that the emulator does not have. */
export const notEmulated: Exception[] = [
  {
    file: "users-v2",
    scenario: "create with metadata",
    steps: /\/v2\/users\/new |created2/,
    reason: "CreateUser is not emulated, only AddHumanUser",
  },
  { file: "management-v1", scenario: "languages", reason: "translations are not emulated" },
];

/** Responses that differ. */
export const deviations: Exception[] = [
  {
    file: "limits",
    scenario: /^an \w+ above 10 MiB$/,
    steps: /"pagination":\{"limit":10\}/,
    reason: "PostgreSQL does not define the order of rows with the same date",
  },
];

export function exceptionsFor(file: string, scenario: string): Exception[] {
  return [...notEmulated, ...deviations].filter((it) =>
    it.file !== file
      ? false
      : typeof it.scenario === "string"
        ? it.scenario === scenario
        : it.scenario.test(scenario),
  );
}
