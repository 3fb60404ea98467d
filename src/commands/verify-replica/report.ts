import type { Clock } from "../../lib/clock.js";
import { printable } from "../printable.js";
import type { Mismatch } from "../../replica/verify/compare.js";
import { countByKind } from "../../replica/verify/diff.js";
import { type MismatchKind, mismatchKinds } from "../../replica/observer.js";
import type { VerificationResult, VerifyOptions } from "../../replica/verify/verify-users.js";

/** Prints the result of a verification. */
export interface VerificationReport extends Pick<VerifyOptions, "onMismatch" | "onProgress"> {
  /** Prints the summary and returns the exit code. */
  finish(result: VerificationResult): 0 | 1 | 2;
}

const progressIntervalMs = 10_000;

export function createReport(
  print: (line: string) => void,
  printStatus: (line: string) => void,
  clock: Clock,
): VerificationReport {
  const counts = new Map<MismatchKind, number>();
  let differingUsers = 0;
  let progressAt = clock.now();

  function printNotCompared({ notListed, reason, unstable }: VerificationResult): void {
    if (notListed > 0) print(`${formatUsers(notListed)} could not be compared. ${reason?.message ?? ""}`);
    if (unstable > 0) print(`${formatUsers(unstable)} could not be compared: they changed too often.`);
  }

  return {
    onMismatch({ userId, differences }: Mismatch) {
      differingUsers++;
      for (const [kind, count] of countByKind(differences)) counts.set(kind, (counts.get(kind) ?? 0) + count);
      for (const { key, kind } of differences) print(`${userId} ${kind} ${printable(key)}`);
    },
    onProgress(compared) {
      if (clock.now() - progressAt < progressIntervalMs) return;
      progressAt = clock.now();
      printStatus(`${formatUsers(compared)} compared so far`);
    },
    finish(result) {
      if (differingUsers === 0) print(`Nothing differs: ${formatUsers(result.compared)} compared.`);
      else {
        const kinds = mismatchKinds.filter((kind) => counts.has(kind));
        print(
          `${differingUsers} of ${formatUsers(result.compared)} differ. Differing entries: ${kinds.map((kind) => `${kind} ${counts.get(kind)}`).join(", ")}.`,
        );
      }
      printNotCompared(result);
      if (differingUsers > 0) return 1;
      return result.notListed + result.unstable > 0 ? 2 : 0;
    },
  };
}

function formatUsers(count: number): string {
  return count === 1 ? "1 user" : `${count} users`;
}
