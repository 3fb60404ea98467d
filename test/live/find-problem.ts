import { checkServer } from "./check-server.js";
import { readVariables, VariablesError } from "./variables.js";

/** Returns why the tests cannot run on the server of this environment; undefined if they can. */
export async function findProblem(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  try {
    await checkServer(readVariables(env));
    return undefined;
  } catch (error) {
    if (!(error instanceof VariablesError)) throw error;
    return error.message;
  }
}
