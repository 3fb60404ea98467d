import { ConfigError } from "../../src/config/config-error.js";
import { readConfig } from "../../src/config/read-config.js";

/** The variables that every configuration needs. */
export const minimalEnv = {
  ZITADEL_ISSUER: "https://my.zitadel.cloud",
  ZITADEL_PROJECT_ID: "340000000000000001",
};

/**
 * Problems of a configuration with these variables in addition to `minimalEnv`. Each line has the form
 * `VARIABLE: problem; hint`.
 */
export function readConfigIssues(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig({ ...minimalEnv, ...env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable, problem, hint }) => `${variable}: ${problem}; ${hint}`);
  }
  return [];
}
