import type { Buffer } from "node:buffer";
import type { Entry } from "../../../metadata/input.js";
import type { UpdateResult } from "../../../metadata/source.js";
import { evaluate, type State } from "../../../metadata/update/evaluate.js";
import { type QueuedWrite, rulesOf, stepsOf } from "./queued-write.js";

/** One call that has the effect of several writes, and the result of each write. */
export interface Plan {
  readonly results: readonly UpdateResult[];
  readonly entries: readonly Entry[];
  readonly removals: readonly string[];
}

/** Evaluates the writes one after the other, each against the state that the earlier ones leave. */
export function planWrites(writes: readonly QueuedWrite[], before: State): Plan {
  const after = new Map(before);
  const changes = new Map<string, Buffer | undefined>();
  const hiddenKeys = new Set<string>();

  const results = writes.map((write): UpdateResult => {
    const rules = rulesOf(write);
    const evaluation = evaluate(stepsOf(write), after, rules);
    if ("problems" in evaluation) return { kind: "rejected", problems: evaluation.problems };
    for (const { key, bytes, isChanged } of evaluation.keys) {
      if (!isChanged) continue;
      if (!rules.isVisible(key)) hiddenKeys.add(key);
      changes.set(key, bytes);
      if (bytes === undefined) after.delete(key);
      else after.set(key, bytes);
    }
    return { kind: "done", keys: evaluation.keys };
  });

  // Later writes may have undone a change. Hidden keys are always sent: the caller must not notice whether
  // they changed.
  const sent = [...changes].filter(([key, bytes]) => hiddenKeys.has(key) || !isSame(bytes, before.get(key)));
  return {
    results,
    entries: sent.flatMap(([key, bytes]) => (bytes === undefined ? [] : [{ key, bytes }])),
    removals: sent.flatMap(([key, bytes]) => (bytes === undefined ? [key] : [])),
  };
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
