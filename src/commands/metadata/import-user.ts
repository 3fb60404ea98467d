import type { Access } from "../../access/access.js";
import { valueProblems } from "../../access/authorize-write.js";
import { createIsValueTaken } from "../../access/is-value-taken.js";
import type { CallOptions, MetadataSource, UpdateResult } from "../../metadata/source.js";
import { maxValueBytes } from "../../metadata/input.js";
import { digestOf } from "../../metadata/update/digest.js";
import type { UpdateStep } from "../../metadata/update/update.js";
import type { ValueRules } from "../../metadata/value-rules.js";
import type { FileEntry } from "./file/entry-line.js";
import type { FileUser } from "./file/read-users.js";

export interface EntryProblem {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

/** How the import of one user ended. Either all of the user's entries are as in the file, or none was written. */
export type ImportedUser =
  | { readonly kind: "done"; readonly written: number; readonly unchanged: number }
  | { readonly kind: "rejected"; readonly problems: readonly EntryProblem[] }
  | { readonly kind: "userNotFound" };

export interface ImportUserOptions {
  readonly source: MetadataSource;
  readonly callOptions: CallOptions;
  readonly access: Access;
  readonly valueRules: ValueRules;
  readonly dryRun: boolean;
}

/** Sets a user's entries with one call, if all of them are valid. */
export type ImportUser = (user: FileUser) => Promise<ImportedUser>;

export function createImportUser(options: ImportUserOptions): ImportUser {
  const { source, access, valueRules, dryRun } = options;
  const isTaken = createIsValueTaken(source);
  /** The users of the file by their unique values: those of other users may not be in ZITADEL yet. */
  const usersByValue = new Map<string, string>();

  const createCallOptions = (): CallOptions => ({
    ...options.callOptions,
    scope: { ...options.callOptions.scope },
  });

  function update(userId: string, entries: readonly FileEntry[], isDryRun: boolean): Promise<UpdateResult> {
    const steps = entries.map(
      ({ key, bytes, field }): UpdateStep => ({
        kind: "set",
        key,
        bytes,
        field,
        ifDigest: undefined,
        path: [],
      }),
    );
    return source.update(userId, steps, {
      ...createCallOptions(),
      callerId: "cli",
      mustNotReveal: false,
      isVisible: () => true,
      maxValueBytes: () => maxValueBytes,
      findProblem: valueRules.findProblem,
      dryRun: isDryRun,
    });
  }

  function problemsInFile({ userId, entries }: FileUser): readonly EntryProblem[] {
    return entries.flatMap((entry): readonly EntryProblem[] => {
      const [problem] = valueProblems({ access, valueRules }, entry, []);
      if (problem !== undefined) return [{ key: entry.key, code: problem.code, message: problem.message }];
      if (!valueRules.isUnique(entry.key)) return [];
      const digest = digestOf(entry.key, entry.bytes);
      const first = usersByValue.get(digest) ?? userId;
      usersByValue.set(digest, first);
      return first === userId
        ? []
        : [notUnique(entry.key, `The user ${first} has the same value in the file.`)];
    });
  }

  /** Unchanged values may already be those of several users: the import does not change that. */
  async function takenValues(
    { userId, entries }: FileUser,
    before: UpdateResult,
  ): Promise<readonly EntryProblem[]> {
    if (before.kind !== "done") return [];
    const changed = new Set(before.keys.filter(({ isChanged }) => isChanged).map(({ key }) => key));
    const unique = entries.filter(({ key }) => changed.has(key) && valueRules.isUnique(key));
    const taken = await Promise.all(unique.map((entry) => isTaken(userId, entry, createCallOptions())));
    return unique
      .filter((_, n) => taken[n] === true)
      .map(({ key }) => notUnique(key, "Another user in ZITADEL has this value."));
  }

  return async (user) => {
    const { userId, entries } = user;
    const problems = problemsInFile(user);
    if (problems.length > 0) return { kind: "rejected", problems };
    const hasUnique = entries.some(({ key }) => valueRules.isUnique(key));
    const evaluated = dryRun || hasUnique ? await update(userId, entries, true) : undefined;
    const taken = evaluated === undefined ? [] : await takenValues(user, evaluated);
    if (taken.length > 0) return { kind: "rejected", problems: taken };
    const result = dryRun && evaluated !== undefined ? evaluated : await update(userId, entries, false);
    if (result.kind !== "done") return toProblems(result);
    const written = result.keys.filter(({ isChanged }) => isChanged).length;
    return { kind: "done", written, unchanged: entries.length - written };
  };
}

function toProblems(result: Exclude<UpdateResult, { kind: "done" }>): ImportedUser {
  if (result.kind === "userNotFound") return result;
  return {
    kind: "rejected",
    problems: result.problems.map(({ key = "", code, message }) => ({ key, code, message })),
  };
}

function notUnique(key: string, message: string): EntryProblem {
  return { key, code: "VALUE_NOT_UNIQUE", message };
}
