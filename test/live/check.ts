/** Prints, before Vitest starts, why the tests cannot run on the configured server. */
import { findProblem } from "./find-problem.js";

const problem = await findProblem(process.env);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
