import type { Clock } from "../../lib/clock.js";
import type { ReplicaLog } from "../log.js";
import type { ListUsers } from "./list-users.js";

/** What reading users by list needs, for the backfill and for the background check. */
export interface ListReadOptions {
  readonly listUsers: ListUsers;
  /** The organization of each user that exists; deleted users are left out. */
  readonly getOrganizations: (
    ownerIds: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, string>>;
  readonly log: ReplicaLog;
  readonly clock: Clock;
}
