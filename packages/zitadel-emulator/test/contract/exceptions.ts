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
    file: "creation",
    scenario: "create a user with metadata, by Connect",
    steps: /\/events\/_search/,
    reason: "the events of creating a user are not emulated, only the events of metadata",
  },
  {
    file: "organizations-v2",
    scenario: "metadata of an organization",
    reason: "metadata of organizations is not emulated",
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
