/**
 * `npm run -s cli -- schema`: prints the subgraph schema for the current configuration, for composition
 * tools.
 */
import { print } from "graphql";
import { ConfigError } from "../config/config-error.js";
import { createEnvironment } from "../config/environment.js";
import { readSchemaOptions } from "../config/schema-options.js";
import { runCommand } from "./run-command.js";
import { createTypeDefs } from "../graphql/schema.js";

await runCommand(() => {
  const environment = createEnvironment(process.env);
  const options = readSchemaOptions(environment);
  if (environment.problems.length > 0) throw new ConfigError(environment.problems);
  process.stdout.write(`${print(createTypeDefs(options))}\n`);
});
