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
  readonly in?: readonly string[];
  readonly exists?: boolean;
}

/** A random step: a search by one value, by conditions, or by the second key. */
export async function search(world: World): Promise<void> {
  await world.random.one([searchOne, searchPages, lookUp])(world);
}

/** A value that a random user has, or else one that no user has. */
export function randomValue({ env, random, people }: World, key: string): string {
  return storedTexts(env, random.one(people).id).get(key) ?? "no user has it";
}

export function randomConditions(world: World): readonly Condition[] {
  const { random } = world;
  return random.some(keys, 1, 2).map((key, index): Condition => {
    const value = randomValue(world, key);
    const conditions: Condition[] = [
      { key, equals: value },
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
    return conditions.every(({ key, equals, in: values, exists }) => {
      if (exists === false) return !visible.includes(key);
      if (!findable.includes(key)) return false;
      return exists === true || [equals, ...(values ?? [])].includes(stored.get(key));
    });
  };
  return people
    .filter(isFound)
    .map(({ id }) => id)
    .sort();
}

async function searchOne(world: World): Promise<void> {
  const caller = world.random.one(world.people);
  const key = world.random.one(keys);
  const value = randomValue(world, key);
  const found = expectedUsers(world, caller, [{ key, equals: value }]);
  const { data, codes } = await world.env.query(findOne, { token: caller.token, variables: { key, value } });
  if (isOutage(codes)) return;
  const expectedCodes = found === undefined ? ["FORBIDDEN"] : found.length > 1 ? ["NOT_UNIQUE"] : [];
  const user = found?.length === 1 ? { id: found[0] } : null;
  const details = { caller, key, value };
  expect({ ...details, data, codes }).toEqual({
    ...details,
    data: { userByMetadata: user },
    codes: expectedCodes,
  });
}

async function searchPages(world: World): Promise<void> {
  const caller = world.random.one(world.people);
  const where = randomConditions(world);
  const first = 1 + world.random.below(4);
  const ids = expectedUsers(world, caller, where);
  let after: string | null = null;
  for (let start = 0; ; start += first) {
    const variables: Readonly<Record<string, unknown>> = { where, first, after };
    const { data, codes } = await world.env.query(findMany, { token: caller.token, variables });
    if (isOutage(codes)) return;
    const details = { caller, where, first, start };
    if (ids === undefined) {
      const rejected = { data: { usersByMetadata: null }, codes: ["FORBIDDEN"] };
      expect({ ...details, data, codes }).toEqual({ ...details, ...rejected });
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
  const { env, random, people } = world;
  const caller = random.one(people);
  const values = [randomValue(world, lookup.key), randomValue(world, lookup.key)];
  const representations = values.map((label) => ({ __typename: "User", label }));
  const { data, codes } = await env.query(entitiesByLabel, {
    token: caller.token,
    variables: { representations },
  });
  if (isOutage(codes)) return;
  const results = values.map((label) => {
    const found = expectedUsers(world, caller, [{ key: lookup.key, equals: label }]);
    if (found === undefined) return { entity: null, codes: ["FORBIDDEN"] };
    const [id, other] = found;
    if (other !== undefined) return { entity: null, codes: ["NOT_UNIQUE"] };
    return { entity: id === undefined ? null : { id, label }, codes: [] };
  });
  const details = { caller, values };
  expect({ ...details, data, codes }).toEqual({
    ...details,
    data: { _entities: results.map(({ entity }) => entity) },
    codes: results.flatMap((result) => result.codes),
  });
}
