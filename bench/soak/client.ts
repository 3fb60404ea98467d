import { z } from "zod";
import type { Random } from "../../test/property/random.js";
import type { Model, WriteOutcome } from "./model.js";
import type { SoakStats } from "./stats.js";
import type { FaultSchedule } from "./fault-schedule.js";

/** The users of the soak test. */
export interface SoakUsers {
  /** The users whose metadata is read and written. */
  readonly userIds: readonly string[];
  /** Users that read their own metadata, with opaque tokens and JWTs. */
  readonly callers: readonly { readonly id: string; readonly token: string }[];
  /** Personal access tokens of users with a role, and of one without. */
  readonly manager: string;
  readonly viewer: string;
  readonly withoutRole: string;
}

export interface SoakContext {
  readonly url: string;
  readonly users: SoakUsers;
  readonly random: Random;
  readonly model: Model;
  readonly stats: SoakStats;
  readonly faults: FaultSchedule;
}

const metadataMap = z.record(z.string(), z.string()).nullable();
const usersData = z.object({ users: z.array(z.object({ metadataMap })) });
const meData = z.object({ users: z.object({ id: z.string(), metadataMap }).nullable() });
const writeData = z.object({ write: z.object({ userErrors: z.array(z.unknown()) }).nullable() });
const body = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).default([]),
});

export const keys = ["plan", "contract", "theme", "settings", "notes"] as const;
const entitiesQuery =
  "query ($is: [_Any!]!) { users: _entities(representations: $is) { ... on User { metadataMap } } }";
const setMutation =
  "mutation ($input: SetUserMetadataInput!) { write: setUserMetadata(input: $input) { userErrors { code } } }";
const deleteMutation =
  "mutation ($input: DeleteUserMetadataInput!) { write: deleteUserMetadata(input: $input) { userErrors { code } } }";

/** Twice the default of REQUEST_TIMEOUT_MS, because the machine may be overloaded. */
const timeoutMs = 16_000;
const overloadedCode = "OVERLOADED";
const unexpectedCodes = new Set(["INTERNAL_SERVER_ERROR", "BAD_USER_INPUT", "REQUEST_TOO_LARGE"]);
let valueCount = 0;

/** A response, and when the request was sent and the response received. */
interface Observation {
  readonly data: unknown;
  readonly codes: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Sends one request of a random kind, and checks the response. */
export async function sendRandomRequest(context: SoakContext): Promise<void> {
  const { random, users } = context;
  const roll = random.below(100);
  if (roll < 25) return readMe(context);
  if (roll < 45) return readPage(context, 1, users.manager);
  if (roll < 58) return readPage(context, 10, users.viewer);
  if (roll < 63) return readPage(context, 50, users.manager);
  if (roll < 66) return readPage(context, 3, users.withoutRole);
  return write(context, roll < 88);
}

async function readMe(context: SoakContext): Promise<void> {
  const { id, token } = context.random.one(context.users.callers);
  const observation = await send(context, "me", token, "{ users: me { id metadataMap } }", {});
  const user = meData.safeParse(observation?.data).data?.users;
  if (observation === undefined || user === null || user === undefined) return;
  if (user.id !== id) context.stats.recordViolation(`me of ${id} returned ${user.id}`);
  check(context, id, user.metadataMap, observation);
}

async function readPage(context: SoakContext, size: number, token: string): Promise<void> {
  const ids = context.random.some(context.users.userIds, size, size);
  const representations = ids.map((id) => ({ __typename: "User", id }));
  const observation = await send(context, `page of ${size}`, token, entitiesQuery, { is: representations });
  const users = usersData.safeParse(observation?.data).data?.users;
  if (observation === undefined || users === undefined) return;
  for (const [index, id] of ids.entries()) {
    const found = users[index]?.metadataMap ?? null;
    if (token !== context.users.withoutRole) check(context, id, found, observation);
    else if (found !== null && Object.keys(found).length > 0)
      context.stats.recordViolation(`a caller without a role received metadata of ${id}`);
  }
}

function check(
  { model, stats }: SoakContext,
  id: string,
  found: z.infer<typeof metadataMap>,
  { start, end }: Observation,
): void {
  if (found === null) return;
  for (const key of new Set([...keys, ...Object.keys(found)])) {
    const violation = model.explainViolation(id, key, found[key], start, end);
    if (violation !== undefined) stats.recordViolation(violation);
  }
}

async function write(context: SoakContext, isSet: boolean): Promise<void> {
  const { random, users, model, stats } = context;
  const userId = random.one(users.userIds);
  const key = random.one(keys);
  const value = isSet
    ? `${userId} ${++valueCount} ${"x".repeat(random.below(random.chance(0.05) ? 20_000 : 100))}`
    : undefined;
  const input = isSet ? { userId, entries: [{ key, value }] } : { userId, keys: [key] };
  const finish = model.recordWrite(userId, key, value);
  const mutation = isSet ? setMutation : deleteMutation;
  const observation = await send(context, isSet ? "set" : "delete", users.manager, mutation, { input });
  const outcome = observation === undefined ? "unknown" : outcomeOf(observation);
  finish(outcome);
  if (outcome === "success" && writeData.parse(observation?.data).write?.userErrors.length !== 0)
    stats.recordViolation(`a valid write to ${userId} returned userErrors`);
}

function outcomeOf({ codes }: Observation): WriteOutcome {
  if (codes.length === 0) return "success";
  return codes.includes("WRITE_OUTCOME_UNKNOWN") ? "unknown" : "failed";
}

/** Returns undefined, and records a violation, if there is no response. */
async function send(
  { url, stats, faults, users }: SoakContext,
  operation: string,
  token: string,
  query: string,
  variables: object,
): Promise<Observation | undefined> {
  const start = performance.now();
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { data, errors } = body.parse(await response.json());
    const end = performance.now();
    const codes = errors.map(({ extensions }) => extensions.code);
    stats.recordResponse(operation, codes, end - start);
    const isExpected = (code: string): boolean =>
      code === overloadedCode ||
      (token === users.withoutRole && code === "FORBIDDEN") ||
      faults.mayAffect(start);
    const unexpected = codes.find((code) => unexpectedCodes.has(code) || !isExpected(code));
    if (unexpected !== undefined)
      stats.recordViolation(`${operation}: ${unexpected} without an injected fault`);
    return { data, codes, start, end };
  } catch (error) {
    stats.recordViolation(
      `${operation}: no response after ${(performance.now() - start).toFixed()} ms: ${String(error)}`,
    );
    return undefined;
  }
}
