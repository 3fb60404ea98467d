import { expect } from "vitest";
import { z } from "zod";
import { queryEntities } from "../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../support/mutations.js";
import type { TestEnv } from "../support/test-env.js";
import type { Oracle } from "./oracle.js";
import type { Person } from "./people.js";
import type { Random } from "./random.js";
import { keys } from "./rules.js";

const outages = new Set([
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_INVALID_RESPONSE",
  "WRITE_OUTCOME_UNKNOWN",
]);
const faults = [
  { status: 503 },
  "reset",
  { status: 429, body: "{}" },
  { status: 200, body: "<html>" },
] as const;
const entities = z.object({
  _entities: z.array(
    z.object({ metadata: z.array(z.object({ key: z.string(), value: z.string() })).nullable() }),
  ),
});

/** Random reads, writes, outages and revoked tokens in a world, held against the oracle. */
export class AccessRun {
  readonly #world: TestEnv;
  readonly #random: Random;
  readonly #people: readonly Person[];
  readonly #oracle: Oracle;
  readonly #routes: readonly RegExp[];
  #values = 0;

  constructor(
    env: TestEnv,
    random: Random,
    people: readonly Person[],
    oracle: Oracle,
    routesThatFail: readonly RegExp[],
  ) {
    this.#routes = routesThatFail;
    this.#world = env;
    this.#random = random;
    this.#people = people;
    this.#oracle = oracle;
  }

  async step(): Promise<void> {
    const chance = (probability: number): boolean => this.#random.chance(probability);
    if (chance(0.15)) this.#fail();
    if (chance(0.05)) await this.#revoke();
    if (chance(0.3)) await Promise.all([this.#read(), this.#read(), this.#read()]);
    else if (chance(0.5)) await this.#read();
    else if (chance(0.7)) await this.#set();
    else await this.#remove();
  }

  /** The next call of a kind fails; which request it hits nobody knows. */
  #fail(): void {
    this.#world.emulator.failNext(this.#random.one(this.#routes), this.#random.one(faults));
  }

  async #read(): Promise<void> {
    const caller = this.#random.one(this.#people);
    const owners = this.#random.some(this.#people, 1, 4);
    const { data, codes } = await queryEntities(
      this.#world,
      owners.map(({ id }) => id),
      "metadata { key value }",
      { token: caller.token },
    );
    const answers = entities.parse(data)._entities;
    const failed = codes.some((code) => outages.has(code));
    for (const [index, owner] of owners.entries()) {
      const stored = this.#world.emulator.getMetadata(owner.id);
      const shown = this.#oracle.visibleKeys(caller, owner, [...stored.keys()].sort());
      const answer = answers[index]?.metadata;
      if (answer === null || answer === undefined) {
        if (!failed) expect({ caller, owner, codes, shown }).toMatchObject({ shown: undefined });
        continue;
      }
      expect({ caller, owner, keys: answer.map(({ key }) => key) }).toEqual({ caller, owner, keys: shown });
      for (const { key, value } of answer) expect(value).toBe(Buffer.from(stored.get(key) ?? []).toString());
    }
  }

  async #set(): Promise<void> {
    const [caller, owner] = [this.#random.one(this.#people), this.#random.one(this.#people)];
    const wanted = this.#random.some(keys, 1, 3);
    const value = `${owner.name} ${(this.#values += 1)}`;
    const before = this.#world.emulator.getMetadata(owner.id);
    const entries = wanted.map((key) => ({ key, value }));
    const { codes } = await setUserMetadata(this.#world, caller.token, owner.id, entries);
    const after = this.#world.emulator.getMetadata(owner.id);
    const changed = [...after].filter(([key, bytes]) => !isSame(bytes, before.get(key))).map(([key]) => key);
    this.#expectWrite({ caller, owner, wanted, codes }, changed);
  }

  async #remove(): Promise<void> {
    const [caller, owner] = [this.#random.one(this.#people), this.#random.one(this.#people)];
    const wanted = this.#random.some(keys, 1, 3);
    const before = this.#world.emulator.getMetadata(owner.id);
    const { data, codes } = await deleteUserMetadata(this.#world, caller.token, owner.id, wanted);
    const after = this.#world.emulator.getMetadata(owner.id);
    const gone = [...before.keys()].filter((key) => !after.has(key));
    // When the answer was lost, what is not there counts as deleted, whether or not it ever was.
    const isGone = (key: string): boolean => wanted.some((one) => one === key) && !after.has(key);
    const shape = z.object({ deleteUserMetadata: z.object({ deletedKeys: z.array(z.string()) }).nullable() });
    const told = shape.parse(data).deleteUserMetadata?.deletedKeys ?? [];
    const shown = this.#oracle.visibleKeys(caller, owner, wanted) ?? [];
    expect(told.filter((key) => !isGone(key) || !shown.includes(key))).toEqual([]);
    this.#expectWrite(
      { caller, owner, wanted: wanted.filter((key) => before.has(key)), codes },
      gone,
      wanted,
    );
  }

  /** Nothing that the rules refuse was written; and what they and ZITADEL allow was, unless there was an outage. */
  #expectWrite(
    {
      caller,
      owner,
      wanted,
      codes,
    }: { caller: Person; owner: Person; wanted: readonly string[]; codes: readonly string[] },
    changed: readonly string[],
    asked = wanted,
  ): void {
    const isAllowed = this.#oracle.unwritableKeys(caller, owner, asked).length === 0;
    const isDone = isAllowed && this.#oracle.isWritten(caller, owner, asked);
    const what = { caller, owner, asked, codes };
    if (!isDone) expect({ ...what, changed }).toEqual({ ...what, changed: [] });
    else if (!codes.some((code) => outages.has(code)))
      expect({ ...what, changed: [...changed].sort() }).toEqual({ ...what, changed: [...wanted].sort() });
  }

  /** Somebody's token ends: they cannot write any more, and log in again. */
  async #revoke(): Promise<void> {
    const caller = this.#random.one(this.#people.filter(({ client }) => client !== undefined));
    const owner = this.#random.one(this.#people);
    this.#world.emulator.revoke(caller.token);
    const key = this.#random.one(keys);
    const before = this.#world.emulator.getMetadata(owner.id);
    await setUserMetadata(this.#world, caller.token, owner.id, [{ key, value: "revoked" }]);
    expect(this.#world.emulator.getMetadata(owner.id)).toEqual(before);
    const app = caller.client === this.#world.zitadel.directory.app("spa") ? "spa" : "spa-jwt";
    caller.token = await this.#world.login(caller.name, { app });
  }
}

function isSame(bytes: Uint8Array, others: Uint8Array | undefined): boolean {
  return others !== undefined && Buffer.compare(bytes, others) === 0;
}
