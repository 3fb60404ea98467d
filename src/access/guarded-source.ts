import { Failure, type FailureCode } from "../lib/failure.js";
import type { Access, Rights } from "./access.js";
import type { Audit } from "./audit.js";
import type { Caller } from "../metadata/caller.js";
import type { CallContext } from "../metadata/call-context.js";
import { createGuardedWrites, type GuardedWrites } from "./guarded-writes.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { toServiceUserFailure, asServiceUser } from "./service-user-failure.js";
import { createLoadOwners } from "./load-users.js";
import type { ReadBudget } from "../metadata/read-budget.js";
import type { LoadResult, MetadataSource } from "../metadata/source.js";

/** Metadata as far as the rules, and ZITADEL, let a caller have it. Everything that resolves a request goes through this. */
export interface GuardedSource extends GuardedWrites {
  /** Every owner's entries that the caller may read, in the order of `owners` (no one twice), failures in place. */
  load(
    owners: readonly string[],
    asking: CallContext & { readonly withDates: boolean; readonly budget: ReadBudget },
  ): Promise<readonly LoadResult[]>;
  /** Whether there is such a user. Throws FORBIDDEN where the caller may not know them. */
  knows(userId: string, asking: CallContext): Promise<boolean>;
}

/** What ZITADEL may say to a caller's token although a rule lets our service user read for them. */
const fallbackCodes = new Set<FailureCode>(["FORBIDDEN", "INSUFFICIENT_SCOPE"]);

/** `audit` is told of every write that gets here, once, however it ends. */
export function createGuardedSource(source: MetadataSource, access: Access, audit: Audit): GuardedSource {
  const ownersOf = createLoadOwners(source, access);

  return {
    async load(ownerIds, { caller, withDates, budget, ...asking }) {
      const answers = new Map<string, LoadResult>();
      const rights = new Map<string, Rights>();
      for (const [id, owner] of await ownersOf(["read"], ownerIds, { caller, ...asking })) {
        if (owner instanceof Failure) answers.set(id, owner);
        else rights.set(id, access.rightsTo("read", caller, owner));
      }

      async function loadWith(
        as: "caller" | "service",
        isWanted: (right: Rights, id: string) => boolean,
      ): Promise<void> {
        const ids = [...rights].flatMap(([id, right]) => (isWanted(right, id) ? [id] : []));
        if (ids.length === 0) return;
        const isVisible = (id: string, key: string): boolean => rights.get(id)?.allows(key, as) === true;
        // What ZITADEL does not show our service user is a mistake of the set-up and not looked for user by user.
        const mustTellEmptyFromForbidden = (id: string): boolean =>
          as === "caller" && needsAccessCheck(rights.get(id));
        // Where nothing is hidden there is nothing to look through.
        const visibleEntries = (entries: readonly MetadataEntry[], id: string): readonly MetadataEntry[] =>
          as === "caller" && rights.get(id)?.hidesKeys === false
            ? entries
            : entries.filter(({ key }) => isVisible(id, key));
        const credential = as === "caller" ? caller : as;
        const reading = { credential, ...asking, withDates, isVisible, mustTellEmptyFromForbidden, budget };
        const loaded = await source.load(ids, reading);
        for (const [index, id] of ids.entries()) {
          const answer = loaded[index];
          if (answer === undefined) throw new TypeError("a source answers every owner it was asked for");
          answers.set(id, answer instanceof Failure ? failureOf(answer, as) : visibleEntries(answer, id));
        }
      }

      await Promise.all([
        loadWith("caller", (right) => right.permits("caller")),
        loadWith("service", (right) => right.permits("service") && !right.permits("caller")),
      ]);
      await loadWith("service", (right, id) => right.permits("service") && isRefused(answers.get(id)));
      return ownerIds.map((id) => answers.get(id) ?? forbidden(caller));
    },

    async knows(userId, { caller, ...asking }) {
      if (userId === caller.id) return true;
      if (caller.hasOnlyIdToken) throw forbidden(caller);
      try {
        return await source.userExists(userId, { credential: caller, ...asking });
      } catch (error) {
        if (!(error instanceof Failure) || !fallbackCodes.has(error.code)) throw error;
        const owner = (await ownersOf(["read"], [userId], { caller, ...asking })).get(userId);
        if (owner instanceof Failure) throw owner;
        const isAdmitted = owner !== undefined && access.rightsTo("read", caller, owner).permits("service");
        if (!isAdmitted) throw error;
        return await asServiceUser(source.userExists(userId, { credential: "service", ...asking }));
      }
    },

    ...createGuardedWrites(source, access, ownersOf, audit),
  };
}

/** Whether it matters that an answer without entries may be a refusal: it would tell of hidden ones, or we may read for the caller. */
function needsAccessCheck(right: Rights | undefined): boolean {
  return right !== undefined && (right.hidesKeys || right.permits("service"));
}

function failureOf(failure: Failure, as: "caller" | "service"): Failure {
  return as === "service" ? toServiceUserFailure(failure) : failure;
}

function isRefused(loaded: LoadResult | undefined): boolean {
  return loaded instanceof Failure && fallbackCodes.has(loaded.code);
}

function forbidden(caller: Caller): Failure {
  const words = caller.hasOnlyIdToken
    ? "An ID token shows its own user, and by the rules that need no service user: send an access token."
    : "The rules do not let this caller read anything of this user.";
  return new Failure("FORBIDDEN", words);
}
