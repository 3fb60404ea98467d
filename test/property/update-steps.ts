import { createHash } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { updateUserMetadata } from "../support/query.js";
import type { Person } from "./people.js";
import type { Random } from "./random.js";
import { keys } from "./rules.js";
import { isOutage, storedTexts, type World } from "./world.js";

interface Step {
  readonly kind: "set" | "merge" | "delete";
  readonly key: string;
  readonly value?: string;
  readonly patch?: Readonly<Record<string, unknown>>;
  readonly ifDigest?: string;
}

type Texts = ReadonlyMap<string, string>;

/** Few values, so that users have equal ones. */
const values = ["1", "x", '{"n":1}', '{"n":2,"m":true}'] as const;
const payload = z.object({
  user: z.object({ id: z.string() }).nullable(),
  entries: z.array(z.object({ key: z.string(), value: z.string(), digest: z.string() })),
  deletedKeys: z.array(z.string()),
  unchangedKeys: z.array(z.string()),
  userErrors: z.array(z.object({ code: z.string(), key: z.string() })),
});
const response = z.object({ updateUserMetadata: payload.nullable() });

export function digestOf(key: string, value: string): string {
  const hash = createHash("sha256").update(`${key}\0${value}`).digest();
  return hash.subarray(0, 16).toString("base64url");
}

export function randomText(random: Random): string {
  return random.one(values);
}

/** Random values of some of the keys; an empty text removes the entry. */
export function randomEntries(random: Random, ofKeys: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(ofKeys.map((key) => [key, random.chance(0.4) ? "" : randomText(random)]));
}

/** Changes of one to three keys, with and without digests: right ones, wrong ones, and for absent entries. */
export function randomSteps(random: Random, stored: Texts): readonly Step[] {
  return random.some(keys, 1, 3).map((key): Step => {
    const current = stored.get(key);
    const right = current === undefined ? "" : digestOf(key, current);
    const isConditional = random.chance(0.6);
    const ifDigest = random.one([right, right, "", digestOf(key, "1")]);
    const step = random.one([
      { kind: "set", value: randomText(random) } as const,
      { kind: "merge", patch: random.one([{ n: 1 }, { n: 2 }, {}]) } as const,
      { kind: "delete" } as const,
    ]);
    return { ...step, key, ...(isConditional && { ifDigest }) };
  });
}

/** The input of the mutation, without the user id. */
export function toChanges(steps: readonly Step[], dryRun: boolean): Readonly<Record<string, unknown>> {
  const inputsOf = (kind: Step["kind"]): unknown =>
    steps.flatMap(({ kind: ofStep, ...input }) => (ofStep === kind ? [input] : []));
  return { set: inputsOf("set"), merge: inputsOf("merge"), delete: inputsOf("delete"), dryRun };
}

/** The state after a step; undefined: no entry. A problem if the step fails. */
function apply(
  { kind, key, value, patch, ifDigest }: Step,
  current: string | undefined,
): { readonly after: string | undefined } | { readonly code: string } {
  const digest = current === undefined ? "" : digestOf(key, current);
  if (ifDigest !== undefined && ifDigest !== digest) return { code: "VALUE_CHANGED" };
  if (kind !== "merge") return { after: value };
  if (current?.startsWith("{") === false) return { code: "MERGE_NOT_AN_OBJECT" };
  const object = z.record(z.string(), z.unknown()).parse(JSON.parse(current ?? "{}"));
  const merged = JSON.stringify({ ...object, ...patch });
  // A patch that changes nothing creates no entry.
  return { after: current === undefined && merged === "{}" ? undefined : merged };
}

/** A random step: an update whose payload, errors and effect are compared with the oracle. */
export async function update(world: World): Promise<void> {
  const { env, random, people } = world;
  const [caller, user] = [random.one(people), random.one(people)];
  const before = storedTexts(env, user.id);
  const steps = randomSteps(random, before);
  const dryRun = random.chance(0.3);
  const { data, codes } = await updateUserMetadata(env, caller.token, user.id, toChanges(steps, dryRun));
  const stored = storedTexts(env, user.id);
  const result = response.parse(data).updateUserMetadata;
  const expected = expectedUpdate(world, caller, user, steps, before, dryRun);
  const details = { caller, user, steps, dryRun, before, codes };
  if (result === null && isOutage(codes)) {
    // All steps or none.
    expect([before, expected.stored], JSON.stringify(details)).toContainEqual(stored);
    return;
  }
  expect({ ...details, result: result && sorted(result), stored }).toEqual({ ...details, ...expected });
}

type Payload = z.infer<typeof payload>;

interface Expected {
  /** Null: the update fails with a GraphQL error. */
  readonly result: Payload | null;
  readonly stored: Texts;
}

function expectedUpdate(
  { oracle }: World,
  caller: Person,
  user: Person,
  steps: readonly Step[],
  before: Texts,
  dryRun: boolean,
): Expected {
  if (caller.hasOnlyIdToken) return { result: null, stored: before };
  const requested = steps.map(({ key }) => key);
  const rejected = (problems: Payload["userErrors"]): Expected => ({
    result: sorted({ ...nothing, userErrors: problems }),
    stored: before,
  });
  const isVisible = (key: string): boolean => !oracle.isHidden(caller, user, key);
  const unwritable = oracle.unwritableKeys(caller, user, requested);
  const problems = steps.filter(({ kind, key, ifDigest }) => {
    const isConditional = kind === "merge" || ifDigest !== undefined;
    return unwritable.includes(key) || (isConditional && !isVisible(key));
  });
  if (problems.length > 0) return rejected(problems.map(({ key }) => ({ code: "KEY_NOT_WRITABLE", key })));
  const mayRead =
    oracle.isByServiceUser(requested) || caller.id === user.id || caller.reads.includes(user.organization);
  if (!mayRead) return { result: null, stored: before };

  const applied = steps.map((step) => ({ key: step.key, ...apply(step, before.get(step.key)) }));
  const failed = applied.flatMap((step) => ("code" in step ? [step] : []));
  if (failed.length > 0) return rejected(failed);
  const done = applied.flatMap((step) => ("after" in step ? [step] : []));
  const isChanged = ({ key, after }: { readonly key: string; readonly after: string | undefined }): boolean =>
    !isVisible(key) || after !== before.get(key);
  const isWrite = !dryRun && done.some(isChanged);
  if (isWrite && !oracle.isWritten(caller, user, requested)) return { result: null, stored: before };
  const stored = new Map(before);
  for (const { key, after } of isWrite ? done : []) {
    if (after === undefined) stored.delete(key);
    else stored.set(key, after);
  }
  const visible = done.filter(({ key }) => isVisible(key));
  const result = {
    user: { id: user.id },
    entries: visible.flatMap(({ key, after }) =>
      after === undefined ? [] : [{ key, value: after, digest: digestOf(key, after) }],
    ),
    deletedKeys: visible.filter((step) => step.after === undefined && isChanged(step)).map(({ key }) => key),
    unchangedKeys: visible.filter((step) => !isChanged(step)).map(({ key }) => key),
    userErrors: [],
  };
  return { result: sorted(result), stored };
}

const nothing = { user: null, entries: [], deletedKeys: [], unchangedKeys: [] };

/** The same payload in the order of the keys. */
function sorted({ entries, deletedKeys, unchangedKeys, userErrors, user }: Payload): Payload {
  const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
    a.key < b.key ? -1 : 1;
  return {
    user,
    entries: entries.toSorted(byKey),
    deletedKeys: deletedKeys.toSorted(),
    unchangedKeys: unchangedKeys.toSorted(),
    userErrors: userErrors.map(({ code, key }) => ({ code, key })).toSorted(byKey),
  };
}
