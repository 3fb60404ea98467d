import { expect } from "vitest";
import { z } from "zod";
import { deleteUserMetadata, queryEntities, setUserMetadata } from "../support/query.js";
import { routes } from "../support/zitadel-calls.js";
import type { Person } from "./people.js";
import { keys } from "./rules.js";
import { search } from "./search-steps.js";
import { digestOf, randomText, update } from "./update-steps.js";
import { isOutage, storedTexts, type World } from "./world.js";

const faults = [
  { status: 503 },
  "reset",
  { status: 429, body: "{}" },
  { status: 200, body: "<html>" },
] as const;
const failing = [routes.list, routes.set, routes.remove, routes.userinfo, /introspect$/, /ListUsers$/];
const entry = z.object({ key: z.string(), value: z.string(), digest: z.string(), mayWrite: z.boolean() });
const entities = z.object({
  _entities: z.array(z.object({ metadata: z.array(entry).nullable() })),
});

/** Runs random reads, searches, writes, outages and token revocations, and compares the results with the oracle. */
export class AccessRun {
  readonly #world: World;
  readonly #env: World["env"];
  readonly #random: World["random"];
  readonly #people: World["people"];
  readonly #oracle: World["oracle"];
  readonly #routes: readonly RegExp[];
  #values = 0;

  constructor(world: World, hasReplica: boolean) {
    this.#world = world;
    this.#env = world.env;
    this.#random = world.random;
    this.#people = world.people;
    this.#oracle = world.oracle;
    this.#routes = hasReplica ? [...failing, routes.events] : failing;
  }

  async step(): Promise<void> {
    const chance = (probability: number): boolean => this.#random.chance(probability);
    if (chance(0.15)) this.#fail();
    if (chance(0.05)) await this.#revoke();
    if (chance(0.3)) await Promise.all([this.#read(), this.#read(), this.#read()]);
    else if (chance(0.25)) await this.#read();
    else if (chance(0.5)) await search(this.#world);
    else if (chance(0.5)) await update(this.#world);
    else if (chance(0.7)) await this.#set();
    else await this.#remove();
  }

  /** Makes the next call to a random route fail; any request may make that call. */
  #fail(): void {
    this.#env.emulator.failNext(this.#random.one(this.#routes), this.#random.one(faults));
  }

  async #read(): Promise<void> {
    const caller = this.#random.one(this.#people);
    const users = this.#random.some(this.#people, 1, 4);
    const { data, codes } = await queryEntities(
      this.#env,
      users.map(({ id }) => id),
      "metadata { key value digest mayWrite }",
      { token: caller.token },
    );
    const results = entities.parse(data)._entities;
    const failed = isOutage(codes);
    for (const [index, user] of users.entries()) {
      const stored = caller.idTokenEntries ?? storedTexts(this.#env, user.id);
      const visible = this.#oracle.visibleKeys(caller, user, [...stored.keys()].sort());
      const result = results[index]?.metadata;
      if (result === null || result === undefined) {
        if (!failed)
          expect({ caller, user, codes, visible }).toEqual({ caller, user, codes, visible: undefined });
        continue;
      }
      expect({ caller, user, keys: result.map(({ key }) => key) }).toEqual({ caller, user, keys: visible });
      for (const { key, value, digest, mayWrite } of result) {
        expect(value).toBe(stored.get(key));
        expect(mayWrite).toBe(this.#oracle.unwritableKeys(caller, user, [key]).length === 0);
        expect(digest).toBe(digestOf(key, value));
      }
    }
  }

  async #set(): Promise<void> {
    const [caller, user] = [this.#random.one(this.#people), this.#random.one(this.#people)];
    const requestedKeys = this.#random.some(keys, 1, 3);
    const value = this.#random.chance(0.3) ? `${user.name} ${(this.#values += 1)}` : randomText(this.#random);
    const before = this.#env.emulator.getMetadata(user.id);
    const entries = requestedKeys.map((key) => ({ key, value }));
    const { codes } = await setUserMetadata(this.#env, caller.token, user.id, entries);
    const after = this.#env.emulator.getMetadata(user.id);
    const changed = [...after].filter(([key, bytes]) => !isSame(bytes, before.get(key))).map(([key]) => key);
    const isNew = (key: string): boolean => !isSame(Buffer.from(value), before.get(key));
    const expectedKeys = requestedKeys.filter(isNew);
    this.#expectWrite({ caller, user, expectedKeys, codes }, changed, requestedKeys);
  }

  async #remove(): Promise<void> {
    const [caller, user] = [this.#random.one(this.#people), this.#random.one(this.#people)];
    const requestedKeys = this.#random.some(keys, 1, 3);
    const before = this.#env.emulator.getMetadata(user.id);
    const { data, codes } = await deleteUserMetadata(this.#env, caller.token, user.id, requestedKeys);
    const after = this.#env.emulator.getMetadata(user.id);
    const deleted = [...before.keys()].filter((key) => !after.has(key));
    // If the response to the write was lost, missing keys count as deleted, even if they never existed.
    const isDeleted = (key: string): boolean =>
      requestedKeys.some((requested) => requested === key) && !after.has(key);
    const shape = z.object({ deleteUserMetadata: z.object({ deletedKeys: z.array(z.string()) }).nullable() });
    const reported = shape.parse(data).deleteUserMetadata?.deletedKeys ?? [];
    const visible = this.#oracle.visibleKeys(caller, user, requestedKeys) ?? [];
    expect(reported.filter((key) => !isDeleted(key) || !visible.includes(key))).toEqual([]);
    this.#expectWrite(
      { caller, user, expectedKeys: requestedKeys.filter((key) => before.has(key)), codes },
      deleted,
      requestedKeys,
    );
  }

  /**
   * Expects no changes if the rules or ZITADEL reject the write. Otherwise expects changes to exactly the
   * expected keys, unless a failure was injected.
   */
  #expectWrite(
    {
      caller,
      user,
      expectedKeys,
      codes,
    }: { caller: Person; user: Person; expectedKeys: readonly string[]; codes: readonly string[] },
    changed: readonly string[],
    requestedKeys: readonly string[],
  ): void {
    const isAllowed = this.#oracle.unwritableKeys(caller, user, requestedKeys).length === 0;
    const isWritten = isAllowed && this.#oracle.isWritten(caller, user, requestedKeys);
    const details = { caller, user, requestedKeys, codes };
    if (!isWritten) expect({ ...details, changed }).toEqual({ ...details, changed: [] });
    else if (!isOutage(codes))
      expect({ ...details, changed: [...changed].sort() }).toEqual({
        ...details,
        changed: [...expectedKeys].sort(),
      });
  }

  /** Revokes a caller's token, expects that their next write fails, and logs in again. */
  async #revoke(): Promise<void> {
    const caller = this.#random.one(
      this.#people.filter((person) => person.client !== undefined && !person.hasOnlyIdToken),
    );
    const user = this.#random.one(this.#people);
    this.#env.emulator.revoke(caller.token);
    const key = this.#random.one(keys);
    const before = this.#env.emulator.getMetadata(user.id);
    await setUserMetadata(this.#env, caller.token, user.id, [{ key, value: "revoked" }]);
    expect(this.#env.emulator.getMetadata(user.id)).toEqual(before);
    const app = caller.client === this.#env.zitadel.directory.app("spa") ? "spa" : "spa-jwt";
    caller.token = await this.#env.login(caller.name, { app });
  }
}

function isSame(bytes: Uint8Array, others: Uint8Array | undefined): boolean {
  return others !== undefined && Buffer.compare(bytes, others) === 0;
}
