import type { Clock } from "../../lib/clock.js";
import type { Mismatch } from "../../replica/verify/compare.js";
import { countKinds } from "../../replica/verify/diff.js";
import { type ReplicaDifference, replicaDifferences } from "../../replica/observer.js";
import type { Verified, VerifyOptions } from "../../replica/verify/verify-users.js";

/** What a verification comes to, in words, and as the code that its process ends with. */
export interface VerificationReport extends Pick<VerifyOptions, "onFinding" | "onProgress"> {
  end(verified: Verified): 0 | 1 | 2;
}

const noteEveryMs = 10_000;

export function createVerdict(
  tell: (line: string) => void,
  note: (line: string) => void,
  clock: Clock,
): VerificationReport {
  const sums = new Map<ReplicaDifference, number>();
  let differing = 0;
  let notedAt = clock.now();

  function tellOfRest({ notListed, reason, unstable }: Verified): void {
    if (notListed > 0) tell(`${users(notListed)} could not be compared. ${reason?.message ?? ""}`);
    if (unstable > 0) tell(`${users(unstable)} could not be compared: they changed all the time.`);
  }

  return {
    onFinding({ ownerId, differences: found }: Mismatch) {
      differing++;
      for (const [kind, count] of countKinds(found)) sums.set(kind, (sums.get(kind) ?? 0) + count);
      for (const { key, kind } of found) tell(`${ownerId} ${kind} ${printable(key)}`);
    },
    onProgress(owners) {
      if (clock.now() - notedAt < noteEveryMs) return;
      notedAt = clock.now();
      note(`${users(owners)} compared so far`);
    },
    end(verified) {
      if (differing === 0) tell(`Nothing differs: ${users(verified.owners)} compared.`);
      else {
        const kinds = replicaDifferences.filter((kind) => sums.has(kind));
        tell(
          `Of ${users(verified.owners)} compared ${differing} differ, in so many entries: ${kinds.map((kind) => `${kind} ${sums.get(kind)}`).join(", ")}.`,
        );
      }
      tellOfRest(verified);
      if (differing > 0) return 1;
      return verified.notListed + verified.unstable > 0 ? 2 : 0;
    },
  };
}

function users(count: number): string {
  return count === 1 ? "1 user" : `${count} users`;
}

/** A key may hold anything, also what a terminal would act on. */
function printable(key: string): string {
  return JSON.stringify(key).replace(
    /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
}
