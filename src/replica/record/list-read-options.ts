import type { Clock } from "../../lib/clock.js";
import type { ReplicaLog } from "../log.js";
import type { ListUsers } from "./list-users.js";

/** Dependencies for listing users in ZITADEL, shared by the backfill and the background check. */
export interface ListReadOptions {
  readonly listUsers: ListUsers;
  /** The organization of each user that exists; deleted users are left out. */
  readonly getOrganizations: (
    userIds: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, string>>;
  readonly log: ReplicaLog;
  readonly clock: Clock;
}
