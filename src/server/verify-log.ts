import { Failure } from "../lib/failure.js";
import type { ReplicaLog } from "../replica/replica-log.js";

/** What a replica says while it is verified. */
export interface VerifyLog {
  readonly log: ReplicaLog;
  /** Aborted, with the reason, where a replica of our own cannot go on. */
  readonly failing: AbortSignal;
  /** The last reason for which the store was lost. */
  readonly whyAway: () => string | undefined;
}

/** `note` tells people what is going on. */
export function createVerifyLog(note: (words: string) => void): VerifyLog {
  const failing = new AbortController();
  let whyAway: string | undefined;

  function listen(fields: Readonly<Record<string, unknown>>, words: string): void {
    const { code, err, reason, maxBytes } = fields;
    if (typeof reason === "string") whyAway = reason;
    else if (err !== undefined) failing.abort(err);
    // It would try again and again, and nobody would be told.
    else if (code !== undefined) failing.abort(new Failure("UPSTREAM_UNAVAILABLE", words));
    else if (maxBytes !== undefined) failing.abort(new Failure("MISCONFIGURED", words));
    else note(words);
  }
  return {
    log: {
      info({ changes }, words) {
        note(typeof changes === "number" ? `${words} (changes: ${changes})` : words);
      },
      warn: listen,
      error: listen,
    },
    failing: failing.signal,
    whyAway: () => whyAway,
  };
}
