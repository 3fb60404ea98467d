/**
 * `npm run -s cli -- schema`: prints the subgraph schema for the current configuration, for tools of composition
 * and of clients.
 */
import { print } from "graphql";
import { ConfigError } from "../config/config-error.js";
import { createEnvironment } from "../config/environment.js";
import { readSchemaOptions } from "../config/schema-options.js";
import { parseCommandLine } from "./parse-command-line.js";
import { runCommand } from "./run-command.js";
import { toClientSchema } from "../graphql/federation/client-schema.js";
import { createTypeDefs } from "../graphql/schema.js";

const usage = `npm run -s cli -- schema [--client]

Prints the subgraph schema for the SUBGRAPH_… variables in the environment.

  --client  without Federation's directives, for tools such as relay-compiler and graphql-codegen`;

await runCommand(() => {
  const { values } = parseCommandLine(
    { args: process.argv.slice(2), options: { help: { type: "boolean" }, client: { type: "boolean" } } },
    usage,
  );
  if (values.help === true) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const environment = createEnvironment(process.env);
  const options = readSchemaOptions(environment);
  if (environment.problems.length > 0) throw new ConfigError(environment.problems);
  const typeDefs = createTypeDefs(options);
  process.stdout.write(`${print(values.client === true ? toClientSchema(typeDefs) : typeDefs)}\n`);
});
