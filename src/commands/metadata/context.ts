import type { Config } from "../../config/config.js";
import type { Connection } from "./connect.js";
import type { Options } from "./options.js";
import type { CommandStreams, Reporter } from "./reporter.js";

/** What a command works with. */
export interface CommandContext {
  readonly options: Options;
  readonly config: Config;
  readonly streams: CommandStreams;
  readonly reporter: Reporter;
  /** Connects to ZITADEL. The command closes the connection. */
  readonly connect: () => Promise<Connection>;
}

/** 0: success; 1: findings; 2: invalid arguments, configuration or file; 3: not completed, because of ZITADEL. */
export type ExitCode = 0 | 1 | 2 | 3;
