import type { Clock } from "../lib/clock.js";
import type { Finding } from "../replica/comparison.js";
import { countKinds } from "../replica/differences.js";
import { type ReplicaDifference, replicaDifferences } from "../replica/replica-watch.js";
import type { Verified, VerifyOptions } from "../replica/verify-owners.js";

/** What a verification comes to, in words, and as the code that its process ends with. */
export interface Verdict extends Pick<VerifyOptions, "onFinding" | "onProgress"> {
  end(verified: Verified): 0 | 1 | 2;
}

const noteEveryMs = 10_000;

export function createVerdict(
  tell: (line: string) => void,
  note: (line: string) => void,
  clock: Clock,
): Verdict {
  const sums = new Map<ReplicaDifference, number>();
  let differing = 0;
  let notedAt = clock.now();

  function tellOfRest({ unlisted, why, restless }: Verified): void {
    if (unlisted > 0) tell(`${users(unlisted)} could not be compared. ${why?.message ?? ""}`);
    if (restless > 0) tell(`${users(restless)} could not be compared: they changed all the time.`);
  }

  return {
    onFinding({ ownerId, differences: found }: Finding) {
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
      return verified.unlisted + verified.restless > 0 ? 2 : 0;
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
