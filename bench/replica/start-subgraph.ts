import { setTimeout } from "node:timers/promises";
import getPort from "get-port";
import { startChild } from "../targets/child.js";
import { subgraphSpec } from "../targets/servers.js";
import type { ZitadelProcess } from "./start-zitadel.js";

/** The production build with a replica, in a separate process. */
export interface Subgraph extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** Resolves when the subgraph listens. */
export async function startSubgraph(
  { origin, serviceToken }: ZitadelProcess,
  variables: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Subgraph> {
  const port = await getPort();
  const env = {
    ...subgraphSpec.env({ origin, tokens: [], serviceToken }, port),
    ZITADEL_SERVICE_USER_TOKEN: serviceToken,
    ...variables,
  };
  const { args, cwd } = subgraphSpec;
  const child = startChild({ args, cwd, env, logFile, hasIpc: false });
  const url = `http://127.0.0.1:${port}/graphql`;
  for (;;) {
    const response = await fetch(new URL("/livez", url)).catch(() => undefined);
    if (response !== undefined) break;
    if (child.hasExited()) throw new Error(`the subgraph failed to start: ${child.output()}`);
    await setTimeout(5);
  }
  return { url, pid: child.pid, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
