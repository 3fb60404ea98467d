import { type GraphqlResponse, readGraphqlResponse } from "../../support/query.js";
import { withoutDeadlines } from "../subgraph-process.js";
import type { Clone } from "./clone.js";
import type { RunningCommand } from "../../../packages/zitadel-emulator/test/cli/command.js";

/** The command behind `npm run token`. Running it through npm would double the duration. */
export const tokenCommand = "node --import tsx src/commands/token/main.ts";

const longTimeouts = Object.entries(withoutDeadlines)
  .map(([name, value]) => `${name}=${value}`)
  .join(" ");

/** A running `npm run dev` that has printed its addresses. */
export interface RunningDev extends RunningCommand {
  readonly graphql: string;
  readonly explorer: string;
  readonly issuer: string;
  /** The printed curl command. */
  readonly curl: string;
  query(
    query: string,
    token: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<GraphqlResponse>;
  /** Returns the id of a user from the printed table. */
  user(name: string): string;
}

export async function startDev(clone: Clone, flags: string, env = ""): Promise<RunningDev> {
  const running = clone.start(`env ${longTimeouts} ${env} npm run -s dev -- ${flags}`);
  const printed = await running.waitForOutput(/Press Ctrl\+C to stop\.|The subgraph exited/);
  if (!printed.includes("Ctrl+C")) throw new Error(`The subgraph did not start:\n${printed}`);
  const find = (pattern: RegExp): string => pattern.exec(printed)?.[1] ?? "";
  const graphql = find(/^GraphQL +(\S+)/m);
  return Object.assign(running, {
    graphql,
    explorer: find(/^Explorer +(\S+)/m),
    issuer: find(/^ZITADEL +(\S+)/m),
    curl: find(/^(curl .+)$/m),
    user: (name: string) => find(new RegExp(`^${name} +(\\d+)`, "m")),
    async query(query: string, token: string, variables?: Readonly<Record<string, unknown>>) {
      const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
      return readGraphqlResponse(
        await fetch(graphql, { method: "POST", headers, body: JSON.stringify({ query, variables }) }),
      );
    },
  });
}
