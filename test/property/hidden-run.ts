import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { write } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { type GraphqlResponse, queryEntities, updateUserMetadata } from "../support/query.js";
import type { Person } from "./people.js";
import { keys } from "./rules.js";
import { entitiesByLabel, findMany, findOne, lookup, randomConditions, randomValue } from "./search-steps.js";
import { randomSteps, randomText, toChanges } from "./update-steps.js";
import { storedTexts, type World } from "./world.js";

type Request = () => Promise<GraphqlResponse>;
type Entries = Readonly<Record<string, string>>;

/**
 * Sends random requests twice, with different entries under the keys that the rules hide from the caller, and
 * compares responses and calls to ZITADEL.
 */
export class HiddenRun {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async step(): Promise<void> {
    const { env, random, people } = this.#world;
    for (const { id } of people)
      await write(
        env.emulator,
        id,
        this.#randomEntries(() => true),
      );
    const caller = random.one(people);
    const request = random.one([this.#read, this.#search, this.#lookUp, this.#update]).call(this, caller);
    // Fills the caches of organizations and tokens, which hidden entries must not affect either.
    const states = new Map(people.map(({ id }) => [id, storedTexts(env, id)]));
    await request();
    const first = await this.#observe(request, states);
    for (const user of people) {
      const hidden = this.#randomEntries((key) => this.#world.oracle.isHidden(caller, user, key));
      const others = { ...Object.fromEntries(states.get(user.id) ?? []), ...hidden };
      states.set(user.id, new Map(Object.entries(others).filter(([, text]) => text !== "")));
    }
    const second = await this.#observe(request, states);
    expect({ caller, ...second }).toEqual({ caller, ...first });
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
    env.takePaths();
    const { data, errors } = await request();
    return { data, errors, calls: env.takePaths().toSorted() };
  }

  /** Random values of some keys; an empty text removes the entry. */
  #randomEntries(isIncluded: (key: string) => boolean): Entries {
    const { random } = this.#world;
    const included = keys.filter(isIncluded);
    return Object.fromEntries(included.map((key) => [key, random.chance(0.4) ? "" : randomText(random)]));
  }

  #read({ token }: Person): Request {
    const { env, random, people } = this.#world;
    const ids = random.some(people, 1, 4).map(({ id }) => id);
    const selection = "metadata { id key value digest mayWrite } metadataMap";
    return () => queryEntities(env, ids, selection, { token });
  }

  #search({ token }: Person): Request {
    const { env, random } = this.#world;
    if (random.chance(0.3)) {
      const key = random.one(keys);
      const variables = { key, value: randomValue(this.#world, key) };
      return () => env.query(findOne, { token, variables });
    }
    const variables = { where: randomConditions(this.#world), first: 1 + random.below(4) };
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

  #update({ token }: Person): Request {
    const { env, random, people } = this.#world;
    const { id } = random.one(people);
    const changes = toChanges(randomSteps(random, storedTexts(env, id)), random.chance(0.5));
    return () => updateUserMetadata(env, token, id, changes);
  }
}
