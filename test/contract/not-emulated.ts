export interface NotEmulated {
  file: string;
  scenario: string | RegExp;
  /** Only the steps whose `METHOD path json` matches; the rest of the scenario counts. */
  steps?: RegExp;
  reason: string;
}

/** What the emulator need not do as recorded. An entry that is not needed fails the suite. */
export const notEmulated: NotEmulated[] = [
  { file: "management-v1", scenario: /./, reason: "management v1 comes with the v1 API" },
  { file: "auth-v1", scenario: /./, reason: "auth v1 comes with the v1 API" },
  { file: "events", scenario: /./, reason: "events come with the change feed" },
  { file: "webhooks", scenario: /./, reason: "webhooks come with the change feed" },
  { file: "users-v2", scenario: /^find users by metadata/, reason: "users are found by id only" },
  { file: "users-v2", scenario: "create with metadata", reason: "users are added by the emulator's owner" },
  { file: "oidc", scenario: /./, steps: / \/auth\/v1\//, reason: "auth v1 comes with the v1 API" },
  {
    file: "limits",
    scenario: /./,
    steps: / \/management\/v1\//,
    reason: "management v1 comes with the v1 API",
  },
  {
    file: "limits",
    scenario: "an answer above 10 MiB",
    steps: /"pagination":\{"limit":10\}/,
    reason: "which rows of one moment a page cuts off is PostgreSQL's choice",
  },
];

export function isAbout(entry: NotEmulated, file: string, scenario: string): boolean {
  if (entry.file !== file) return false;
  return typeof entry.scenario === "string" ? entry.scenario === scenario : entry.scenario.test(scenario);
}
