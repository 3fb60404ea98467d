import { expect } from "vitest";
import { z } from "zod";
import type { Person } from "./people.js";
import { keys } from "./rules.js";
import { isOutage, storedTexts, type World } from "./world.js";

/** The setting SUBGRAPH_LOOKUP: `label` is the second key of the entity. */
export const lookup = { field: "label", key: "a" } as const;

export const findOne =
  "query ($key: String!, $value: String!) { userByMetadata(key: $key, value: $value) { id } }";
export const findMany = `query ($where: [UserMetadataCondition!]!, $first: Int!, $after: String) {
  usersByMetadata(where: $where, first: $first, after: $after) { nodes { id } hasNextPage endCursor }
}`;
export const entitiesByLabel = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id ${lookup.field} } }
}`;
const page = z.object({
  usersByMetadata: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    hasNextPage: z.boolean(),
    endCursor: z.string().nullable(),
  }),
});

export interface Condition {
  readonly key: string;
  readonly equals?: string;
  readonly equalsBase64?: string;
  readonly in?: readonly string[];
  readonly exists?: boolean;
}

/** The only error of a search that the rules do not permit, for every reason. */
function notSearchable(...path: readonly (string | number)[]): unknown {
  const message = "The access rules do not allow you to search users by this key.";
  return { message, path, extensions: { code: "FORBIDDEN" } };
}

function notUnique(key: string, ...path: readonly (string | number)[]): unknown {
  const message = `Several users have this value of ${JSON.stringify(key)}.`;
  return { message, path, extensions: { code: "NOT_UNIQUE" } };
}

/** Expects that a rejected search makes no call but the introspection of the token. */
function expectNoSearch(calls: readonly string[]): void {
  expect(calls.filter((path) => !path.endsWith("/introspect"))).toEqual([]);
}

/** A random step: a search by one value, by conditions, or by the second key. */
export async function search(world: World): Promise<void> {
  await world.random.one([searchOne, searchPages, lookUp])(world);
}

/** A value that a random one of the users with the key has, or one that no user has. */
export function randomValue({ env, random, people }: World, key: string): string {
  const values = people.flatMap(({ id }) => storedTexts(env, id).get(key) ?? []);
  return random.one([...values, "no user has it"]);
}

/** A caller; mostly one who may search by the key. */
function randomSearcher({ random, people, oracle }: World, key: string): Person {
  const searchers = people.filter((person) => oracle.maySearch(person, key));
  return random.one(searchers.length > 0 && random.chance(0.8) ? searchers : people);
}

/** A key; mostly one by which the caller may search. */
export function randomKey({ random, oracle }: World, caller: Person): string {
  const searchable = keys.filter((key) => oracle.maySearch(caller, key));
  return random.one(searchable.length > 0 && random.chance(0.8) ? searchable : keys);
}

export function randomConditions(world: World, caller: Person): readonly Condition[] {
  const { random } = world;
  const count = 1 + random.below(3);
  return Array.from({ length: count }, (_, index): Condition => {
    const key = randomKey(world, caller);
    const value = randomValue(world, key);
    const conditions: Condition[] = [
      { key, equals: value },
      { key, equalsBase64: btoa(value) },
      { key, in: [value, randomValue(world, key)] },
      { key, exists: true },
    ];
    return random.one(index === 0 ? conditions : [...conditions, { key, exists: false }]);
  });
}

/** The ids of the users that the search finds, in order. Undefined: the search is rejected. */
function expectedUsers(
  { env, people, oracle }: World,
  caller: Person,
  conditions: readonly Condition[],
): readonly string[] | undefined {
  if (!conditions.every(({ key }) => oracle.maySearch(caller, key))) return undefined;
  const isFound = (user: Person): boolean => {
    const stored = storedTexts(env, user.id);
    const visible = oracle.visibleKeys(caller, user, [...stored.keys()]) ?? [];
    const findable = oracle.findableKeys(caller, user, [...stored.keys()]);
    return conditions.every(({ key, equals, equalsBase64, in: values, exists }) => {
      const decoded = equalsBase64 === undefined ? undefined : atob(equalsBase64);
      if (exists === false) return !visible.includes(key);
      if (!findable.includes(key)) return false;
      return exists === true || [equals, decoded, ...(values ?? [])].includes(stored.get(key));
    });
  };
  return people
    .filter(isFound)
    .map(({ id }) => id)
    .sort();
}

async function searchOne(world: World): Promise<void> {
  const key = world.random.one(keys);
  const caller = randomSearcher(world, key);
  const value = randomValue(world, key);
  const found = expectedUsers(world, caller, [{ key, equals: value }]);
  world.takeCalls();
  const response = await world.env.query(findOne, { token: caller.token, variables: { key, value } });
  const { data, errors, codes } = response;
  if (isOutage(codes)) return;
  if (found === undefined) expectNoSearch(world.takeCalls());
  const [id, other] = found ?? [];
  const field = "userByMetadata";
  const isFound = id !== undefined && other === undefined;
  const details = { caller, key, value };
  expect({ ...details, data, errors }).toEqual({
    ...details,
    data: { [field]: isFound ? { id } : null },
    errors: found === undefined ? [notSearchable(field)] : other === undefined ? [] : [notUnique(key, field)],
  });
}

async function searchPages(world: World): Promise<void> {
  const caller = randomSearcher(world, world.random.one(keys));
  const where = randomConditions(world, caller);
  const first = 1 + world.random.below(4);
  const ids = expectedUsers(world, caller, where);
  let after: string | null = null;
  for (let start = 0; ; start += first) {
    const variables: Readonly<Record<string, unknown>> = { where, first, after };
    world.takeCalls();
    const { data, errors, codes } = await world.env.query(findMany, { token: caller.token, variables });
    if (isOutage(codes)) return;
    const details = { caller, where, first, start };
    if (ids === undefined) {
      const rejected = { data: { usersByMetadata: null }, errors: [notSearchable("usersByMetadata")] };
      expect({ ...details, data, errors }).toEqual({ ...details, ...rejected });
      expectNoSearch(world.takeCalls());
      return;
    }
    const { nodes, hasNextPage, endCursor } = page.parse(data).usersByMetadata;
    const expected = ids.slice(start, start + first).map((id) => ({ id }));
    expect({ ...details, nodes, hasNextPage }).toEqual({
      ...details,
      nodes: expected,
      hasNextPage: ids.length > start + first,
    });
    if (!hasNextPage) return;
    after = endCursor;
  }
}

async function lookUp(world: World): Promise<void> {
  const { env, oracle } = world;
  const caller = randomSearcher(world, lookup.key);
  const values = [randomValue(world, lookup.key), randomValue(world, lookup.key)];
  const representations = values.map((label) => ({ __typename: "User", label }));
  world.takeCalls();
  const { data, errors, codes } = await env.query(entitiesByLabel, {
    token: caller.token,
    variables: { representations },
  });
  if (isOutage(codes)) return;
  const results = values.map((label, n) => {
    const found = expectedUsers(world, caller, [{ key: lookup.key, equals: label }]);
    if (found === undefined) return { entity: null, errors: [notSearchable("_entities", n)] };
    const [id, other] = found;
    if (other !== undefined) return { entity: null, errors: [notUnique(lookup.key, "_entities", n)] };
    return { entity: id === undefined ? null : { id, label }, errors: [] };
  });
  if (!oracle.maySearch(caller, lookup.key)) expectNoSearch(world.takeCalls());
  const details = { caller, values };
  expect({ ...details, data, errors }).toEqual({
    ...details,
    data: { _entities: results.map(({ entity }) => entity) },
    errors: results.flatMap((result) => result.errors),
  });
}
