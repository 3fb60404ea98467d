import { Failure } from "../../lib/failure.js";
import type { ReplicaLog } from "../../replica/log.js";

/** What a replica says while it is verified. */
export interface VerifyLog {
  readonly log: ReplicaLog;
  /** Aborted, with the reason, where a replica of our own cannot go on. */
  readonly failed: AbortSignal;
  /** The last reason for which the store was lost. */
  readonly storeFailure: () => string | undefined;
}

/** `note` tells people what is going on. */
export function createVerifyLog(note: (words: string) => void): VerifyLog {
  const failed = new AbortController();
  let storeFailure: string | undefined;

  function onLog(fields: Readonly<Record<string, unknown>>, words: string): void {
    const { code, err, reason, maxBytes } = fields;
    if (typeof reason === "string") storeFailure = reason;
    else if (err !== undefined) failed.abort(err);
    // It would try again and again, and nobody would be told.
    else if (code !== undefined) failed.abort(new Failure("UPSTREAM_UNAVAILABLE", words));
    else if (maxBytes !== undefined) failed.abort(new Failure("MISCONFIGURED", words));
    else note(words);
  }
  return {
    log: {
      info({ changes }, words) {
        note(typeof changes === "number" ? `${words} (changes: ${changes})` : words);
      },
      warn: onLog,
      error: onLog,
    },
    failed: failed.signal,
    storeFailure: () => storeFailure,
  };
}
