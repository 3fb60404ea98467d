import type { Redis } from "ioredis";
import type { Clock } from "../../lib/clock.js";
import { type Batch, NotLeading, type ReplicaWriter } from "../store.js";
import { inTime } from "./in-time.js";
import type { Keys } from "./keys.js";
import { listOwnersIn } from "./list-owners.js";
import { decodePosition, decodeRemovedOrganisations, encodeState } from "./state-fields.js";
import type { RedisTrouble } from "./trouble.js";

/** Redis takes a million arguments at once, of which each owner is three. */
const mostOwners = 100_000;

/** What a leader knows of its turn. */
export interface Turn {
  readonly id: string;
  /** Counts what was written. Redis has another one when somebody else wrote, or when it came back with less than it had. */
  readonly revision: string;
}

interface WriterOptions {
  readonly client: Redis;
  readonly keys: Keys;
  readonly turn: Turn;
  /** The turn's. */
  readonly signal: AbortSignal;
  readonly writeMs: number;
  readonly refused: (error: unknown) => RedisTrouble;
  readonly clock: Clock;
}

/** Writes for as long as the turn lasts. An outcome that nobody heard of ends it too: the revision is another one then. */
export function createWriter(options: WriterOptions): ReplicaWriter {
  const { client, keys, turn, signal, writeMs, refused, clock } = options;
  let { revision } = turn;
  const written = [keys.turn, keys.state, keys.owners, keys.index];

  async function ask<T>(question: Promise<T>): Promise<T> {
    try {
      return await inTime(clock, writeMs, question, signal);
    } catch (error) {
      throw error instanceof NotLeading ? error : refused(error);
    }
  }

  async function write(question: Promise<unknown>): Promise<void> {
    const answer = await ask(question);
    if (typeof answer !== "string") throw new NotLeading("another instance leads, or Redis lost something");
    revision = answer;
  }

  function applyPart(state: readonly string[], owners: readonly OwnerOf[]): Promise<void> {
    const records: (string | Buffer)[] = [];
    const gone: string[] = [];
    for (const [id, { organisation, bytes }] of owners) {
      if (bytes === undefined) gone.push(organisation, id);
      else records.push(organisation, id, bytes);
    }
    const counted = [state.length, ...state, records.length / 3];
    return write(client.applyBatch(...written, turn.id, revision, counted, records, gone));
  }

  return {
    position: async () => decodePosition(await ask(client.hgetall(keys.state))),
    removedOrganisations: async () => decodeRemovedOrganisations(await ask(client.hgetall(keys.state))),
    async records(ownerIds) {
      if (ownerIds.length === 0) return [];
      const records = await ask(client.hmgetBuffer(keys.owners, ...ownerIds));
      return records.map((record) => record ?? undefined);
    },
    async ownersIn(organisation) {
      const found: string[] = [];
      for await (const ids of listOwnersIn(organisation, (range) => ask(range(client, keys.index)))) {
        found.push(...ids);
      }
      return found;
    },
    async apply({ owners, removedOrganisations, position }) {
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
    complete: (at) => write(client.completeReplica(...written, turn.id, revision, Math.floor(at))),
    clear: () => write(client.clearReplica(...written, turn.id, revision)),
  };
}

type OwnerOf = Batch["owners"] extends ReadonlyMap<infer Id, infer Owner> ? readonly [Id, Owner] : never;
