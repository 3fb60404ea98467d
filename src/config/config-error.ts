/** Something about one variable that keeps the process from starting. */
export interface ConfigIssue {
  readonly variable: string;
  /** What was found; never a secret's value. */
  readonly received: string;
  readonly expected: string;
}

/** All that is wrong with the environment, told at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigIssue[];

  constructor(problems: readonly ConfigIssue[]) {
    const lines = problems.map(
      ({ variable, received, expected }) => `  ${variable}: found ${received}, expected ${expected}`,
    );
    const variables = new Set(problems.map(({ variable }) => variable));
    const things = variables.size === problems.length ? "variables" : "mistakes";
    const count = problems.length === 1 ? "This variable is" : `These ${problems.length} ${things} are`;
    super(`The configuration is not complete or not right. ${count} to be mended:\n${lines.join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}
