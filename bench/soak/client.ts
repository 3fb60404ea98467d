import { z } from "zod";
import type { Random } from "../../test/property/random.js";
import type { Model, WriteOutcome } from "./model.js";
import type { Tally } from "./tally.js";
import type { Weather } from "./fault-schedule.js";

/** Who asks, and what for. */
export interface Cast {
  readonly owners: readonly string[];
  /** People and their tokens, opaque ones and JWTs. */
  readonly people: readonly { readonly id: string; readonly token: string }[];
  readonly manager: string;
  readonly viewer: string;
  readonly nobody: string;
}

export interface Ground {
  readonly url: string;
  readonly cast: Cast;
  readonly random: Random;
  readonly model: Model;
  readonly tally: Tally;
  readonly weather: Weather;
}

const map = z.record(z.string(), z.string()).nullable();
const users = z.object({ users: z.array(z.object({ metadataMap: map })) });
const me = z.object({ users: z.object({ id: z.string(), metadataMap: map }).nullable() });
const written = z.object({ write: z.object({ userErrors: z.array(z.unknown()) }).nullable() });
const body = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).default([]),
});

export const keys = ["plan", "contract", "theme", "settings", "notes"] as const;
const entitiesQuery =
  "query ($is: [_Any!]!) { users: _entities(representations: $is) { ... on User { metadataMap } } }";
const setMutation =
  "mutation ($input: SetUserMetadataInput!) { write: setUserMetadata(input: $input) { userErrors { code } } }";
const removeMutation =
  "mutation ($input: DeleteUserMetadataInput!) { write: deleteUserMetadata(input: $input) { userErrors { code } } }";

/** REQUEST_TIMEOUT_MS, and as much again for a machine that has much to do. */
const longestMs = 16_000;
const overload = "OVERLOADED";
const bugs = new Set(["INTERNAL_SERVER_ERROR", "BAD_USER_INPUT", "REQUEST_TOO_LARGE"]);
let values = 0;

interface Seen {
  readonly data: unknown;
  readonly codes: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** One client: it asks again when it was answered. */
export async function ask(ground: Ground): Promise<void> {
  const { random, cast } = ground;
  const dice = random.below(100);
  if (dice < 25) return readMe(ground);
  if (dice < 45) return readPage(ground, 1, cast.manager);
  if (dice < 58) return readPage(ground, 10, cast.viewer);
  if (dice < 63) return readPage(ground, 50, cast.manager);
  if (dice < 66) return readPage(ground, 3, cast.nobody);
  return write(ground, dice < 88);
}

async function readMe(ground: Ground): Promise<void> {
  const { id, token } = ground.random.one(ground.cast.people);
  const seen = await send(ground, "me", token, "{ users: me { id metadataMap } }", {});
  const shown = me.safeParse(seen?.data).data?.users;
  if (seen === undefined || shown === null || shown === undefined) return;
  if (shown.id !== id) ground.tally.violation(`${id} is told to be ${shown.id}`);
  check(ground, id, shown.metadataMap, seen);
}

async function readPage(ground: Ground, size: number, token: string): Promise<void> {
  const ids = ground.random.some(ground.cast.owners, size, size);
  const is = ids.map((id) => ({ __typename: "User", id }));
  const seen = await send(ground, `page of ${size}`, token, entitiesQuery, { is });
  const shown = users.safeParse(seen?.data).data?.users;
  if (seen === undefined || shown === undefined) return;
  for (const [index, id] of ids.entries()) {
    const found = shown[index]?.metadataMap ?? null;
    if (token !== ground.cast.nobody) check(ground, id, found, seen);
    else if (found !== null && Object.keys(found).length > 0)
      ground.tally.violation(`somebody without a role was shown ${id}`);
  }
}

function check({ model, tally }: Ground, id: string, found: z.infer<typeof map>, { start, end }: Seen): void {
  if (found === null) return;
  for (const key of new Set([...keys, ...Object.keys(found)])) {
    const objection = model.objection(id, key, found[key], start, end);
    if (objection !== undefined) tally.violation(objection);
  }
}

async function write(ground: Ground, isSet: boolean): Promise<void> {
  const { random, cast, model, tally } = ground;
  const userId = random.one(cast.owners);
  const key = random.one(keys);
  const value = isSet
    ? `${userId} ${++values} ${"x".repeat(random.below(random.chance(0.05) ? 20_000 : 100))}`
    : undefined;
  const input = isSet ? { userId, entries: [{ key, value }] } : { userId, keys: [key] };
  const end = model.begin(userId, key, value);
  const mutation = isSet ? setMutation : removeMutation;
  const seen = await send(ground, isSet ? "set" : "delete", cast.manager, mutation, { input });
  const outcome = seen === undefined ? "unknown" : outcomeOf(seen);
  end(outcome);
  if (outcome === "done" && written.parse(seen?.data).write?.userErrors.length !== 0)
    tally.violation(`a write to ${userId} was refused as wrong input`);
}

function outcomeOf({ codes }: Seen): WriteOutcome {
  if (codes.length === 0) return "done";
  return codes.includes("WRITE_OUTCOME_UNKNOWN") ? "unknown" : "not done";
}

/** Undefined where there was no answer: that is one violation. */
async function send(
  { url, tally, weather, cast }: Ground,
  operation: string,
  token: string,
  query: string,
  variables: object,
): Promise<Seen | undefined> {
  const start = performance.now();
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(longestMs),
    });
    const { data, errors } = body.parse(await response.json());
    const end = performance.now();
    const codes = errors.map(({ extensions }) => extensions.code);
    tally.answered(operation, codes, end - start);
    const isExpected = (code: string): boolean =>
      code === overload || (token === cast.nobody && code === "FORBIDDEN") || weather.excuses(start);
    const wrong = codes.find((code) => bugs.has(code) || !isExpected(code));
    if (wrong !== undefined) tally.violation(`${operation}: ${wrong}, without any weather for it`);
    return { data, codes, start, end };
  } catch (error) {
    tally.violation(
      `${operation}: no answer after ${(performance.now() - start).toFixed()} ms: ${String(error)}`,
    );
    return undefined;
  }
}
