/** Where the emulator need not answer as recorded. An entry that is not needed fails the suite. */
export interface Exception {
  file: string;
  scenario: string | RegExp;
  /** Only the steps whose `METHOD path json` matches; the others count. */
  steps?: RegExp;
  reason: string;
}

/** What nothing of the product calls. */
export const notEmulated: Exception[] = [
  { file: "users-v2", scenario: /^find users by metadata/, reason: "users are listed by id only" },
  {
    file: "users-v2",
    scenario: "create with metadata",
    steps: /\/v2\/users\/new |created2/,
    reason: "tests create people by AddHumanUser only",
  },
  { file: "management-v1", scenario: "languages", reason: "Accept-Language is not sent" },
];

/** What is answered, but otherwise. */
export const deviations: Exception[] = [
  {
    file: "limits",
    scenario: "an answer above 10 MiB",
    steps: /"pagination":\{"limit":10\}/,
    reason: "which rows of one moment a page cuts off is PostgreSQL's choice",
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
