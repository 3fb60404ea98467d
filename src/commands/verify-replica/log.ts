import { Failure } from "../../lib/failure.js";
import type { ReplicaLog } from "../../replica/log.js";

/** Logger for the replica during a verification. */
export interface VerifyLog {
  readonly log: ReplicaLog;
  /** Aborts, with the failure as its reason, when the command's own replica cannot be built. */
  readonly failed: AbortSignal;
  /** The reason of the last disconnection from the store. */
  readonly storeFailure: () => string | undefined;
}

/** `printStatus` gets the messages that are not failures. */
export function createVerifyLog(printStatus: (message: string) => void): VerifyLog {
  const failed = new AbortController();
  let storeFailure: string | undefined;

  function onLog(fields: Readonly<Record<string, unknown>>, message: string): void {
    const { code, err, reason, maxBytes } = fields;
    if (typeof reason === "string") storeFailure = reason;
    else if (err !== undefined) failed.abort(err);
    // A subgraph retries these failures without end. The command reports them and exits.
    else if (code !== undefined) failed.abort(new Failure("UPSTREAM_UNAVAILABLE", message));
    else if (maxBytes !== undefined) failed.abort(new Failure("MISCONFIGURED", message));
    else printStatus(message);
  }
  return {
    log: {
      info({ changes }, message) {
        printStatus(typeof changes === "number" ? `${message} (changes: ${changes})` : message);
      },
      warn: onLog,
      error: onLog,
    },
    failed: failed.signal,
    storeFailure: () => storeFailure,
  };
}
