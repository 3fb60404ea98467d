import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { write } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { type GraphqlResponse, queryEntities } from "../support/query.js";
import type { Person } from "./people.js";
import { randomWrite } from "./random-write.js";
import { keys } from "./rules.js";
import {
  entitiesByLabel,
  findMany,
  findOne,
  lookup,
  randomConditions,
  randomKey,
  randomValue,
} from "./search-steps.js";
import { randomEntries, randomSteps, randomText, toChanges } from "./update-steps.js";
import { storedTexts, type World } from "./world.js";

const userFields = "user { id metadata { key value digest } }";
const userErrors = "userErrors { code message field key }";
const mutations = {
  update: `mutation ($input: UpdateUserMetadataInput!) { updateUserMetadata(input: $input) {
    ${userFields} entries { id key value digest mayWrite } deletedKeys deletedEntryIds unchangedKeys ${userErrors}
  } }`,
  set: `mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) {
    ${userFields} entries { id key value digest } ${userErrors}
  } }`,
  remove: `mutation ($input: DeleteUserMetadataInput!) { deleteUserMetadata(input: $input) {
    ${userFields} deletedKeys deletedEntryIds ${userErrors}
  } }`,
};

type Request = () => Promise<GraphqlResponse>;

/**
 * Sends random requests twice, with different entries that the rules or ZITADEL hide from the caller, and compares
 * responses and calls to ZITADEL.
 */
export class HiddenRun {
  readonly #world: World;
  readonly #hasReplica: boolean;

  constructor(world: World, hasReplica: boolean) {
    this.#world = world;
    this.#hasReplica = hasReplica;
  }

  async step(): Promise<void> {
    const { env, random, people, oracle } = this.#world;
    for (const { id } of people) await write(env.emulator, id, randomEntries(random, keys));
    const caller = random.one(people);
    const request = random
      .one([
        this.#read,
        this.#search,
        this.#search,
        this.#search,
        this.#lookUp,
        this.#update,
        this.#set,
        this.#remove,
      ])
      .call(this, caller);
    // Fills the caches of organizations and tokens, which hidden entries must not affect either.
    const states = new Map(people.map(({ id }) => [id, storedTexts(env, id)]));
    await request();
    const others = new Map(states);
    for (const user of people) {
      const hiddenKeys = keys.filter((key) => !oracle.isReadable(caller, user, key));
      const hidden = randomEntries(random, hiddenKeys);
      const entries = { ...Object.fromEntries(states.get(user.id) ?? []), ...hidden };
      others.set(user.id, new Map(Object.entries(entries).filter(([, text]) => text !== "")));
    }
    const compare = async (): Promise<readonly unknown[]> => [
      await this.#observe(request, states),
      await this.#observe(request, others),
    ];
    let [first, second] = await compare();
    // While a replica catches up, caches may expire. A hidden entry makes a difference the second time, too.
    if (this.#hasReplica && !isDeepStrictEqual(first, second)) [first, second] = await compare();
    expect({ caller, observed: second }).toEqual({ caller, observed: first });
  }

  /** The response and the calls with these entries. */
  async #observe(
    request: Request,
    states: ReadonlyMap<string, ReadonlyMap<string, string>>,
  ): Promise<{ readonly data: unknown; readonly errors: unknown; readonly calls: unknown }> {
    const { env } = this.#world;
    const absent = Object.fromEntries(keys.map((key) => [key, ""]));
    for (const [id, entries] of states) {
      if (isDeepStrictEqual(storedTexts(env, id), entries)) continue;
      await write(env.emulator, id, { ...absent, ...Object.fromEntries(entries) });
    }
    await this.#world.settle();
    this.#world.takeCalls();
    const { data, errors } = await request();
    return { data, errors, calls: this.#world.takeCalls() };
  }

  #read({ token }: Person): Request {
    const { env, random, people } = this.#world;
    const ids = random.some(people, 1, 4).map(({ id }) => id);
    const selection = "metadata { id key value digest mayWrite } metadataMap";
    return () => queryEntities(env, ids, selection, { token });
  }

  #search(caller: Person): Request {
    const { env, random } = this.#world;
    const { token } = caller;
    if (random.chance(0.3)) {
      const key = randomKey(this.#world, caller);
      const variables = { key, value: randomValue(this.#world, key) };
      return () => env.query(findOne, { token, variables });
    }
    const variables = { where: randomConditions(this.#world, caller), first: 1 + random.below(4) };
    return () => env.query(findMany, { token, variables });
  }

  #lookUp({ token }: Person): Request {
    const { env } = this.#world;
    const label = randomValue(this.#world, lookup.key);
    const representations = [label, "no user has it"].map((value) => ({
      __typename: "User",
      [lookup.field]: value,
    }));
    return () => env.query(entitiesByLabel, { token, variables: { representations } });
  }

  #update(caller: Person): Request {
    const { env, random } = this.#world;
    const { token } = caller;
    const { user, keys } = randomWrite(this.#world, [caller]);
    const steps = randomSteps(random, storedTexts(env, user.id), keys);
    // Few steps of hidden keys are permitted: only those without a condition.
    const sets = keys.map((key) => ({ kind: "set", key, value: randomText(random) }) as const);
    const changes = toChanges(random.chance(0.5) ? steps : sets, random.chance(0.3));
    const input = { userId: user.id, ...changes };
    return () => env.query(mutations.update, { token, variables: { input } });
  }

  #set(caller: Person): Request {
    const { env, random } = this.#world;
    const { token } = caller;
    const { user, keys } = randomWrite(this.#world, [caller]);
    const input = { userId: user.id, entries: keys.map((key) => ({ key, value: randomText(random) })) };
    return () => env.query(mutations.set, { token, variables: { input } });
  }

  #remove(caller: Person): Request {
    const { env } = this.#world;
    const { token } = caller;
    const { user, keys } = randomWrite(this.#world, [caller]);
    const input = { userId: user.id, keys };
    return () => env.query(mutations.remove, { token, variables: { input } });
  }
}
