/** Says in words, before Vitest starts, why the tests cannot run on a server. */
import { whyNot } from "./find-problem.js";

const reason = await whyNot(process.env);
if (reason !== undefined) {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}
