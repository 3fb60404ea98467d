import { z } from "zod";
import { readRssBytes } from "../load/process-figures.js";
import { closedLoop } from "../load/closed-loop.js";
import { waitUntilFollowing, waitForReplica } from "./replica-state.js";
import { metadataKeys, type Sizes } from "./sizes.js";
import { startSubgraph } from "./start-subgraph.js";
import type { ZitadelProcess } from "./start-zitadel.js";

/** The build of one replica from the ZITADEL emulator, and its catching up. */
export interface FollowResult {
  readonly store: string;
  /** From the start of the process to the end of the first build. */
  readonly buildMs: number;
  readonly entries: number;
  /** From the moment when event searches return the changes. */
  readonly catchUpMs: number;
  readonly changes: number;
  /** The memory of the subgraph after catching up. */
  readonly rssBytes: number | undefined;
}

const service = "/zitadel.user.v2.UserService";
/** The subgraph also has 32 connections to ZITADEL. */
const clients = 32;

export async function measureFollowing(
  store: string,
  variables: Readonly<Record<string, string>>,
  zitadel: ZitadelProcess,
  { changedUsers }: Sizes,
  version: number,
  logFile: string,
): Promise<FollowResult> {
  const startedAt = performance.now();
  await using subgraph = await startSubgraph(
    zitadel,
    { ...variables, REPLICA_POLL_INTERVAL_MS: "100" },
    logFile,
  );
  await waitUntilFollowing(subgraph);
  const buildMs = performance.now() - startedAt;

  await zitadel.changeWhileEventsPaused({ users: changedUsers, version });
  const resumedAt = performance.now();
  const newest = await getNewestEventDate(zitadel);
  await waitForReplica(subgraph, ({ position }) => position === newest);
  return {
    store,
    buildMs,
    entries: zitadel.userIds.length * metadataKeys.length,
    catchUpMs: performance.now() - resumedAt,
    changes: changedUsers * metadataKeys.length,
    rssBytes: await readRssBytes(subgraph.pid),
  };
}

/** Returns the time to list the metadata of some users, without further processing. */
export async function measureLists(zitadel: ZitadelProcess, { listedUsers }: Sizes): Promise<number> {
  const { elapsedMs } = await closedLoop(
    { clients, durationMs: 0, minRequests: listedUsers },
    0,
    async (number) => {
      await zitadel.call(`${service}/ListUserMetadata`, {
        userId: zitadel.userIds[number],
        pagination: { offset: 0, limit: 1000 },
      });
    },
  );
  return elapsedMs;
}

const page = z.object({ events: z.tuple([z.object({ creationDate: z.string() })]) });

export async function getNewestEventDate(zitadel: ZitadelProcess): Promise<string> {
  const search = { eventTypes: ["user.metadata.set"], asc: false, limit: 1 };
  const { events } = page.parse(JSON.parse(await zitadel.call("/admin/v1/events/_search", search)));
  return events[0].creationDate;
}
