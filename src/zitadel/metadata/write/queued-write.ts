import { noValueRules } from "../../../metadata/value-rules.js";
import type { Entry } from "../../../metadata/input.js";
import type { UpdateOptions, WriteOptions } from "../../../metadata/source.js";
import type { StepRules } from "../../../metadata/update/evaluate.js";
import { isConditional, type UpdateStep } from "../../../metadata/update/update.js";

/** A write that waits for earlier writes to the same user. */
export type QueuedWrite =
  | { readonly kind: "set"; readonly entries: readonly Entry[]; readonly options: WriteOptions }
  | { readonly kind: "remove"; readonly keys: readonly string[]; readonly options: WriteOptions }
  | { readonly kind: "update"; readonly steps: readonly UpdateStep[]; readonly options: UpdateOptions };

/** Maximum number of changes, and of bytes of values, in one call. A single write may have more. */
const maxSteps = 1000;
const maxBytes = 1024 * 1024;

/** The first write, and the later ones that one call can make with it. */
export function selectBatch(queued: readonly QueuedWrite[]): readonly QueuedWrite[] {
  const batch: QueuedWrite[] = [];
  let steps = 0;
  let bytes = 0;
  for (const write of queued) {
    if (!batch.every((other) => canShareCall(other, write))) continue;
    const stepsOfWrite = stepsOf(write);
    steps += stepsOfWrite.length;
    bytes += stepsOfWrite.reduce((sum, step) => sum + (step.kind === "set" ? step.bytes.length : 0), 0);
    if (batch.length > 0 && (steps > maxSteps || bytes > maxBytes)) break;
    batch.push(write);
  }
  return batch;
}

/**
 * Writes share a call only if they are of one caller with one token. Those with keys that the caller may not
 * read share a call only if all of them set entries, which needs no read.
 */
function canShareCall(a: QueuedWrite, b: QueuedWrite): boolean {
  if (a.options.callerId !== b.options.callerId || tokenOf(a) !== tokenOf(b)) return false;
  return (a.kind === "set" && b.kind === "set") || !(a.options.mustNotReveal || b.options.mustNotReveal);
}

function tokenOf({ options: { credential } }: QueuedWrite): string {
  return credential === "service" ? credential : `token ${credential.accessToken.reveal()}`;
}

export function stepsOf(write: QueuedWrite): readonly UpdateStep[] {
  const rest = { ifDigest: undefined, path: [] };
  switch (write.kind) {
    case "set":
      return write.entries.map((entry) => ({ kind: "set", ...entry, field: "value", ...rest }));
    case "remove":
      return write.keys.map((key) => ({ kind: "delete", key, ...rest }));
    case "update":
      return write.steps;
  }
}

/** Whether the write depends on the entries that are there. */
export function isConditionalWrite(write: QueuedWrite): boolean {
  return stepsOf(write).some(isConditional);
}

export function rulesOf(write: QueuedWrite): StepRules {
  if (write.kind === "update") return write.options;
  // Such writes are evaluated only if the caller may read all of their keys. Their values were checked before.
  return {
    isVisible: () => !write.options.mustNotReveal,
    maxValueBytes: () => Number.POSITIVE_INFINITY,
    ...noValueRules,
  };
}
