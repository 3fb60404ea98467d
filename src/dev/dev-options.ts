import { Failure } from "../lib/failure.js";
import { readFlags } from "./read-flags.js";

export const devUsage = `npm run dev -- [--port 4001] [--explorer-port 4000] [--zitadel-port 8080]

Starts the subgraph, which is started again whenever its code is saved, an explorer for it and a ZITADEL to play with.
Where a port is taken, the next free one is used; 0 is any free one.`;

/** The ports to try first. */
export interface DevOptions {
  readonly port: number;
  readonly explorerPort: number;
  readonly zitadelPort: number;
}

/** What `npm run dev -- …` asks for; undefined when it asks for help. */
export function readDevOptions(args: string[]): DevOptions | undefined {
  const port = { type: "string" } as const;
  const options = { port, "explorer-port": port, "zitadel-port": port, help: { type: "boolean" } } as const;
  const { values } = readFlags({ args, options }, devUsage);
  if (values.help === true) return undefined;
  return {
    port: readPort("port", values.port ?? "4001"),
    explorerPort: readPort("explorer-port", values["explorer-port"] ?? "4000"),
    zitadelPort: readPort("zitadel-port", values["zitadel-port"] ?? "8080"),
  };
}

function readPort(flag: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port === 0 || (port >= 1024 && port <= 65_535)) return port;
  throw new Failure("BAD_USER_INPUT", `--${flag} ${text}: a port from 1024 to 65535 or 0.\n\n${devUsage}`);
}
