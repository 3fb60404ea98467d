import { parseCommandLine } from "../parse-command-line.js";
import { parsePort } from "./parse-port.js";

export const devUsage = `npm run dev -- [--port 4001] [--explorer-port 4000] [--zitadel-port 8080]

Starts the subgraph, a GraphQL explorer and a ZITADEL emulator. The subgraph restarts when its source files change.
If a port is in use, the next free one is used. 0 means any free port.`;

/** The preferred ports. */
export interface DevOptions {
  readonly port: number;
  readonly explorerPort: number;
  readonly zitadelPort: number;
}

/** Parses the arguments of `npm run dev`; returns undefined for `--help`. */
export function parseDevOptions(args: string[]): DevOptions | undefined {
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
