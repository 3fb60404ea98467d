/** Says in words, before Vitest starts, why the tests cannot run on a server. */
import { checkServer } from "./check-server.js";
import { readVariables, VariablesError } from "./variables.js";

try {
  await checkServer(readVariables(process.env));
} catch (error) {
  if (!(error instanceof VariablesError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
