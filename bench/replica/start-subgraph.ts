import { setTimeout } from "node:timers/promises";
import getPort from "get-port";
import { startChild } from "../targets/child.js";
import { plainOurs } from "../targets/servers.js";
import type { BenchZitadel } from "./start-zitadel.js";

/** The production build, as it follows. */
export interface Subgraph extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** Comes back once it listens. */
export async function startSubgraph(
  { origin, serviceToken }: BenchZitadel,
  variables: Readonly<Record<string, string>>,
  log: string,
): Promise<Subgraph> {
  const port = await getPort();
  const env = {
    ...plainOurs.env({ origin, tokens: [], serviceToken }, port),
    ZITADEL_SERVICE_USER_TOKEN: serviceToken,
    ...variables,
  };
  const { args, cwd } = plainOurs;
  const child = startChild({ args, cwd, env, log, isTalking: false });
  const url = `http://127.0.0.1:${port}/graphql`;
  for (;;) {
    const answer = await fetch(new URL("/livez", url)).catch(() => undefined);
    if (answer !== undefined) break;
    if (child.hasEnded()) throw new Error(`it does not start: ${child.words()}`);
    await setTimeout(5);
  }
  return { url, pid: child.pid, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
