import { z } from "zod";
import { rssBytesOf } from "../load/process-figures.js";
import { closedLoop } from "../load/closed-loop.js";
import { untilFollowing, untilReplica } from "./replica-state.js";
import { keysOfUsers, type Sizes } from "./sizes.js";
import { startSubgraph } from "./start-subgraph.js";
import type { BenchZitadel } from "./start-zitadel.js";

/** How one replica followed the embedded ZITADEL. */
export interface Followed {
  readonly store: string;
  /** From the start of the process to the end of the first fill. */
  readonly fillMs: number;
  readonly entries: number;
  /** From the moment when the events can be seen again. */
  readonly catchUpMs: number;
  readonly changes: number;
  /** Of our process, after all this. */
  readonly rssBytes: number | undefined;
}

const service = "/zitadel.user.v2.UserService";
/** As many as our own connections. */
const clients = 32;

export async function measureFollowing(
  store: string,
  variables: Readonly<Record<string, string>>,
  zitadel: BenchZitadel,
  { changedUsers }: Sizes,
  version: number,
  log: string,
): Promise<Followed> {
  const begunAt = performance.now();
  await using subgraph = await startSubgraph(zitadel, { ...variables, REPLICA_POLL_INTERVAL_MS: "100" }, log);
  await untilFollowing(subgraph);
  const fillMs = performance.now() - begunAt;

  await zitadel.changeUnseen({ users: changedUsers, version });
  const seenAt = performance.now();
  const newest = await newestOf(zitadel);
  await untilReplica(subgraph, ({ position }) => position === newest);
  return {
    store,
    fillMs,
    entries: zitadel.userIds.length * keysOfUsers.length,
    catchUpMs: performance.now() - seenAt,
    changes: changedUsers * keysOfUsers.length,
    rssBytes: await rssBytesOf(subgraph.pid),
  };
}

/** How long it takes to list some of the users, nothing else being done with them. */
export async function measureLists(zitadel: BenchZitadel, { listedUsers }: Sizes): Promise<number> {
  const { elapsedMs } = await closedLoop({ clients, ms: 0, atLeast: listedUsers }, 0, async (number) => {
    await zitadel.ask(`${service}/ListUserMetadata`, {
      userId: zitadel.userIds[number],
      pagination: { offset: 0, limit: 1000 },
    });
  });
  return elapsedMs;
}

const page = z.object({ events: z.tuple([z.object({ creationDate: z.string() })]) });

export async function newestOf(zitadel: BenchZitadel): Promise<string> {
  const question = { eventTypes: ["user.metadata.set"], asc: false, limit: 1 };
  const { events } = page.parse(JSON.parse(await zitadel.ask("/admin/v1/events/_search", question)));
  return events[0].creationDate;
}
