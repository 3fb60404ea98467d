import { ConfigError } from "../../config/config-error.js";
import { formatError } from "../../config/format-error.js";
import { readConfig } from "../../config/read-config.js";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { suggestName } from "../../config/nearest-name.js";
import { connect } from "./connect.js";
import type { CommandContext, ExitCode } from "./context.js";
import { diffMetadata } from "./diff.js";
import { exportMetadata } from "./export.js";
import { importMetadata } from "./import.js";
import { lintMetadata } from "./lint.js";
import { parseOptions } from "./options.js";
import { type CommandStreams, createReporter, type Reporter } from "./reporter.js";
import { type CommandName, commandNames, usage, usageOf } from "./usage.js";

/** Inputs and outputs of `npm run -s cli -- metadata`. */
export interface MetadataCommand {
  readonly args: readonly string[];
  readonly env: Parameters<typeof readConfig>[0];
  readonly streams: CommandStreams;
  /** Aborted to interrupt the command. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

const commands: Readonly<Record<CommandName, (context: CommandContext) => Promise<ExitCode>>> = {
  export: exportMetadata,
  import: importMetadata,
  lint: lintMetadata,
  diff: diffMetadata,
};

/** Runs a command and resolves to its exit code. */
export async function metadataCommand(command: MetadataCommand): Promise<ExitCode> {
  const { streams, signal, clock } = command;
  const reporter = createReporter(streams, clock);
  try {
    return await run(command, reporter);
  } catch (error) {
    reporter.note(signal.aborted ? interrupted : formatError(error));
    return isUsageError(error) ? 2 : 3;
  } finally {
    reporter.end();
  }
}

const interrupted = "Interrupted.";

async function run(
  { args, env, streams, signal, clock }: MetadataCommand,
  reporter: Reporter,
): Promise<ExitCode> {
  const [name = "", ...rest] = args;
  if (name === "--help") {
    await streams.write(`${usage}\n`);
    return 0;
  }
  const commandName = commandNames.find((known) => known === name);
  if (commandName === undefined) throw unknownCommand(name);
  const options = parseOptions(commandName, rest);
  if (options.isHelp) {
    await streams.write(`${usageOf(commandName)}\n`);
    return 0;
  }
  const config = readConfig(env);
  return commands[commandName]({
    ...{ options, config, streams, reporter },
    connect: () => connect(config, { ...options, note: reporter.note, clock, signal }),
  });
}

function unknownCommand(name: string): Failure {
  const problem =
    name === "" ? "No command given." : `Unknown command "${name}".${suggestName(name, commandNames)}`;
  return new Failure("BAD_USER_INPUT", `${problem}\n\n${usage}`);
}

function isUsageError(error: unknown): boolean {
  return error instanceof ConfigError || (error instanceof Failure && error.code === "BAD_USER_INPUT");
}
