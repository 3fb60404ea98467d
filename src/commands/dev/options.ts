import { parseCommandLine } from "../../lib/parse-command-line.js";
import { parsePort } from "./parse-port.js";

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
  const { values } = parseCommandLine({ args, options }, devUsage);
  if (values.help === true) return undefined;
  return {
    port: parsePort("port", values.port ?? "4001", devUsage),
    explorerPort: parsePort("explorer-port", values["explorer-port"] ?? "4000", devUsage),
    zitadelPort: parsePort("zitadel-port", values["zitadel-port"] ?? "8080", devUsage),
  };
}
