/** One problem with a variable. */
export interface ConfigIssue {
  readonly variable: string;
  /** What is wrong; never contains the value of a secret. */
  readonly problem: string;
  /** How to fix it. */
  readonly hint: string;
}

/** Lists all problems with the environment. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigIssue[];

  constructor(problems: readonly ConfigIssue[]) {
    const lines = problems.map(({ variable, problem, hint }) => `  ${variable}: ${problem}; ${hint}`);
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`Invalid configuration (${count}):\n${lines.join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}
