import type { MetadataEntry } from "../metadata/entry.js";
import type { EntryChanges, SentEntries } from "./sent-entries.js";

/** One evaluation of a subscription: a resolver uses it to find out whether there is anything to send. */
export interface Evaluation {
  /** Whether to check that the user still exists. True for the first evaluation, and then once a minute. */
  readonly checksUser: boolean;
  /** Watches this user from now on. Throws TOO_MANY_SUBSCRIPTIONS and OVERLOADED. Later calls have no effect. */
  watch(callerId: string, userId: string): void;
  /** Returns what the client does not know yet; undefined if there is nothing to send. */
  compare(entries: readonly MetadataEntry[]): EntryChanges | undefined;
  /** Ends the subscription: the user does not exist. */
  userMissing(): void;
  /** Undefined if the evaluation failed. */
  readonly outcome: "changed" | "unchanged" | "missing" | undefined;
}

export function createEvaluation(
  watch: Evaluation["watch"],
  sentEntries: SentEntries,
  checksUser: boolean,
): Evaluation {
  let outcome: Evaluation["outcome"];
  return {
    checksUser,
    watch,
    compare(entries) {
      const changes = sentEntries.replace(entries);
      outcome = changes === undefined ? "unchanged" : "changed";
      return changes;
    },
    userMissing() {
      outcome = "missing";
    },
    get outcome() {
      return outcome;
    },
  };
}
