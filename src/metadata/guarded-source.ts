import { Failure, type FailureCode } from "../lib/failure.js";
import type { Access, Rights } from "./access.js";
import type { Audit } from "./audit.js";
import type { Caller } from "./caller.js";
import type { CallerAsking } from "./caller-asking.js";
import { createGuardedWrites, type GuardedWrites } from "./guarded-writes.js";
import type { MetadataEntry } from "./entry.js";
import { asOurs, withOurs } from "./our-failure.js";
import { createOwnersOf } from "./owners-of.js";
import type { ReadBudget } from "./read-budget.js";
import type { Loaded, MetadataSource } from "./source.js";

/** Metadata as far as the rules, and ZITADEL, let a caller have it. Everything that resolves a request goes through this. */
export interface GuardedSource extends GuardedWrites {
  /** Every owner's entries that the caller may read, in the order of `owners` (no one twice), failures in place. */
  load(
    owners: readonly string[],
    asking: CallerAsking & { readonly withDates: boolean; readonly budget: ReadBudget },
  ): Promise<readonly Loaded[]>;
  /** Whether there is such a user. Throws FORBIDDEN where the caller may not know them. */
  knows(userId: string, asking: CallerAsking): Promise<boolean>;
}

/** What ZITADEL may say to a caller's token although a rule lets our service user read for them. */
const refusals = new Set<FailureCode>(["FORBIDDEN", "METADATA_SCOPE_MISSING"]);

/** `audit` is told of every write that gets here, once, however it ends. */
export function createGuardedSource(source: MetadataSource, access: Access, audit: Audit): GuardedSource {
  const ownersOf = createOwnersOf(source, access);

  return {
    async load(ownerIds, { caller, withDates, budget, ...asking }) {
      const answers = new Map<string, Loaded>();
      const rights = new Map<string, Rights>();
      for (const [id, owner] of await ownersOf(["read"], ownerIds, { caller, ...asking })) {
        if (owner instanceof Failure) answers.set(id, owner);
        else rights.set(id, access.rightsTo("read", caller, owner));
      }

      async function loadAs(
        as: "caller" | "service",
        isWanted: (right: Rights, id: string) => boolean,
      ): Promise<void> {
        const ids = [...rights].flatMap(([id, right]) => (isWanted(right, id) ? [id] : []));
        if (ids.length === 0) return;
        const shows = (id: string, key: string): boolean => rights.get(id)?.may(key, as) === true;
        // What ZITADEL does not show our service user is a mistake of the set-up and not looked for user by user.
        const needsSecondLook = (id: string): boolean => as === "caller" && isLookWorthwhile(rights.get(id));
        // Where nothing is hidden there is nothing to look through.
        const shownOf = (entries: readonly MetadataEntry[], id: string): readonly MetadataEntry[] =>
          as === "caller" && rights.get(id)?.hidesSome === false
            ? entries
            : entries.filter(({ key }) => shows(id, key));
        const credential = as === "caller" ? caller : as;
        const reading = { credential, ...asking, withDates, shows, needsSecondLook, budget };
        const loaded = await source.load(ids, reading);
        for (const [index, id] of ids.entries()) {
          const answer = loaded[index];
          if (answer === undefined) throw new TypeError("a source answers every owner it was asked for");
          answers.set(id, answer instanceof Failure ? failureOf(answer, as) : shownOf(answer, id));
        }
      }

      await Promise.all([
        loadAs("caller", (right) => right.admits("caller")),
        loadAs("service", (right) => right.admits("service") && !right.admits("caller")),
      ]);
      await loadAs("service", (right, id) => right.admits("service") && isRefused(answers.get(id)));
      return ownerIds.map((id) => answers.get(id) ?? notAdmitted(caller));
    },

    async knows(userId, { caller, ...asking }) {
      if (userId === caller.id) return true;
      if (caller.hasOnlyIdToken) throw notAdmitted(caller);
      try {
        return await source.knows(userId, { credential: caller, ...asking });
      } catch (error) {
        if (!(error instanceof Failure) || !refusals.has(error.code)) throw error;
        const owner = (await ownersOf(["read"], [userId], { caller, ...asking })).get(userId);
        if (owner instanceof Failure) throw owner;
        const isAdmitted = owner !== undefined && access.rightsTo("read", caller, owner).admits("service");
        if (!isAdmitted) throw error;
        return await withOurs(source.knows(userId, { credential: "service", ...asking }));
      }
    },

    ...createGuardedWrites(source, access, ownersOf, audit),
  };
}

/** Whether it matters that an answer without entries may be a refusal: it would tell of hidden ones, or we may read for the caller. */
function isLookWorthwhile(right: Rights | undefined): boolean {
  return right !== undefined && (right.hidesSome || right.admits("service"));
}

function failureOf(failure: Failure, as: "caller" | "service"): Failure {
  return as === "service" ? asOurs(failure) : failure;
}

function isRefused(loaded: Loaded | undefined): boolean {
  return loaded instanceof Failure && refusals.has(loaded.code);
}

function notAdmitted(caller: Caller): Failure {
  const words = caller.hasOnlyIdToken
    ? "An ID token shows its own user, and by the rules that need no service user: send an access token."
    : "The rules do not let this caller read anything of this user.";
  return new Failure("FORBIDDEN", words);
}
