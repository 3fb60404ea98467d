import type { Redis } from "ioredis";
import type { Clock } from "../../../lib/clock.js";
import { type Batch, LeadershipLost, type ReplicaWriter } from "../store.js";
import { withTimeout } from "./with-timeout.js";
import type { Keys } from "./keys.js";
import { listUserIdsIn } from "./scan-users.js";
import { decodeCheckpoint, decodeRemovedOrganizations, encodeState } from "./state-codec.js";
import type { RedisError } from "./errors.js";

/** Redis takes a million arguments at once, of which each owner is three. */
const mostOwners = 100_000;

/** What a leader knows of its turn. */
export interface Lease {
  readonly id: string;
  /** Counts what was written. Redis has another one when somebody else wrote, or when it came back with less than it had. */
  readonly revision: string;
}

interface WriterOptions {
  readonly client: Redis;
  readonly keys: Keys;
  readonly lease: Lease;
  /** The turn's. */
  readonly signal: AbortSignal;
  readonly writeMs: number;
  readonly onRejected: (error: unknown) => RedisError;
  readonly clock: Clock;
}

/** Writes for as long as the turn lasts. An outcome that nobody heard of ends it too: the revision is another one then. */
export function createWriter(options: WriterOptions): ReplicaWriter {
  const { client, keys, lease: turn, signal, writeMs, onRejected: refused, clock } = options;
  let { revision } = turn;
  const writeKeys = [keys.lease, keys.state, keys.records, keys.index];

  async function ask<T>(reply: Promise<T>): Promise<T> {
    try {
      return await withTimeout(clock, writeMs, reply, signal);
    } catch (error) {
      throw error instanceof LeadershipLost ? error : refused(error);
    }
  }

  async function write(reply: Promise<unknown>): Promise<void> {
    const answer = await ask(reply);
    if (typeof answer !== "string")
      throw new LeadershipLost("another instance leads, or Redis lost something");
    revision = answer;
  }

  function applyPart(state: readonly string[], owners: readonly OwnerOf[]): Promise<void> {
    const records: (string | Buffer)[] = [];
    const removed: string[] = [];
    for (const [id, { organization: organisation, bytes }] of owners) {
      if (bytes === undefined) removed.push(organisation, id);
      else records.push(organisation, id, bytes);
    }
    const counted = [state.length, ...state, records.length / 3];
    return write(client.applyBatch(...writeKeys, turn.id, revision, counted, records, removed));
  }

  return {
    checkpoint: async () => decodeCheckpoint(await ask(client.hgetall(keys.state))),
    removedOrganizations: async () => decodeRemovedOrganizations(await ask(client.hgetall(keys.state))),
    async records(ownerIds) {
      if (ownerIds.length === 0) return [];
      const records = await ask(client.hmgetBuffer(keys.records, ...ownerIds));
      return records.map((record) => record ?? undefined);
    },
    async userIdsIn(organisation) {
      const found: string[] = [];
      for await (const ids of listUserIdsIn(organisation, (range) => ask(range(client, keys.index)))) {
        found.push(...ids);
      }
      return found;
    },
    async apply({ users: owners, removedOrganizations: removedOrganisations, checkpoint: position }) {
      const parts = [...owners];
      // Nobody reads a page of the history that is so large, but an organisation may be. What is done of it before the position is stays true: the same
      // is done again if it has to be.
      while (parts.length > mostOwners) await applyPart([], parts.splice(0, mostOwners));
      await applyPart(encodeState(position, removedOrganisations), parts);
    },
    async now() {
      const [seconds = 0, microseconds = 0] = await ask(client.time());
      return seconds * 1000 + Math.floor(microseconds / 1000);
    },
    markCaughtUp: (at) => write(client.completeReplica(...writeKeys, turn.id, revision, Math.floor(at))),
    clear: () => write(client.clearReplica(...writeKeys, turn.id, revision)),
  };
}

type OwnerOf = Batch["users"] extends ReadonlyMap<infer Id, infer Owner> ? readonly [Id, Owner] : never;
