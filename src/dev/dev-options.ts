import { readFlags } from "../lib/read-flags.js";
import { readPort } from "./read-port.js";

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
    port: readPort("port", values.port ?? "4001", devUsage),
    explorerPort: readPort("explorer-port", values["explorer-port"] ?? "4000", devUsage),
    zitadelPort: readPort("zitadel-port", values["zitadel-port"] ?? "8080", devUsage),
  };
}
