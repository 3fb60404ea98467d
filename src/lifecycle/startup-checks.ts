import type { FastifyBaseLogger } from "fastify";
import { Failure, type FailureCode } from "../lib/failure.js";
import type { StartupCheck } from "../lib/startup-check.js";

/**
 * Runs checks when ZITADEL is reached. A failed check does not prevent the start, because other requests
 * succeed, and because the cause may be corrected later: the check is then repeated.
 */
export interface StartupChecks {
  /** Runs all checks and logs their results. */
  run(): Promise<void>;
  /** Repeats the checks that have failed. */
  repeatFailed(): Promise<void>;
  /** The code of the first failed check; undefined if all have passed. */
  failure(): FailureCode | undefined;
}

export function createStartupChecks(checks: readonly StartupCheck[], log: FastifyBaseLogger): StartupChecks {
  const failures = new Map<StartupCheck, Failure>();

  async function runCheck(check: StartupCheck): Promise<void> {
    try {
      const fields = await check.verify();
      failures.delete(check);
      log.info(fields, check.confirmation);
    } catch (error) {
      const failure = toFailure(error);
      const hasChanged = failures.get(check)?.message !== failure.message;
      failures.set(check, failure);
      if (hasChanged) logFailure(check, failure);
    }
  }

  function logFailure({ subject }: StartupCheck, { code, message, cause }: Failure): void {
    const text = `${subject} cannot be used: ${message}`;
    if (code === "MISCONFIGURED") log.error({ code, err: cause }, text);
    else log.warn({ code }, text);
  }

  const run = async (selected: readonly StartupCheck[]): Promise<void> => {
    await Promise.all(selected.map(runCheck));
  };

  return {
    run: () => run(checks),
    repeatFailed: () => run([...failures.keys()]),
    failure: () => failures.values().next().value?.code,
  };
}

/** Any other error is a credential that cannot be used, for example a key that cannot sign. */
function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure("MISCONFIGURED", "Unexpected error.", {}, { cause: error });
}
