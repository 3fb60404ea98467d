import { ConfigError } from "../../config/config-error.js";
import { Failure } from "../../lib/failure.js";
import { printable, printableId } from "../printable.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import { digestOf } from "../../metadata/update/digest.js";
import type { TypedKeys } from "../../typed-keys/typed-key.js";
import { createValueRules } from "../../typed-keys/value-rules.js";
import type { CommandContext, ExitCode } from "./context.js";
import { readUsers, selectUserIds } from "./read-users.js";
import { formatEntries, formatUsers } from "./reporter.js";
import { createUnreadableUsers } from "./unreadable-users.js";

/** More different keys than a terminal shows. */
const maxUndefinedKeys = 1000;
const maxListedKeys = 20;

/** Finds stored entries that METADATA_SCHEMA would reject today. Never prints a value. */
export async function lintMetadata(context: CommandContext): Promise<ExitCode> {
  const { options, config, reporter } = context;
  const { typedKeys } = config;
  if (typedKeys === undefined) {
    throw new ConfigError([
      {
        variable: "METADATA_SCHEMA",
        problem: "not set",
        hint: "set it or METADATA_SCHEMA_FILE: lint compares stored values with it",
      },
    ]);
  }
  await using connection = await context.connect();
  const userIds = await selectUserIds(connection, options.userIds);
  const unreadable = createUnreadableUsers(reporter);
  const findings = createFindings(typedKeys);
  let entries = 0;
  reporter.start(userIds.length);
  for await (const { userId, loaded } of readUsers(connection, userIds)) {
    reporter.advance();
    if (loaded instanceof Failure) {
      unreadable.add(userId, loaded);
      continue;
    }
    entries += loaded.length;
    for (const entry of loaded) {
      for (const finding of findings.of(entry)) {
        await reporter.print(`${printableId(userId)} ${printable(entry.key)} ${finding}`);
      }
    }
  }
  const { invalid, notUnique, notDefined } = findings.counts;
  await reporter.print(
    `${formatEntries(entries)} of ${formatUsers(userIds.length)}: ${invalid} not valid, ${notUnique} not unique, ${notDefined} with undefined keys.`,
  );
  if (findings.allowedKeys.size > 0) {
    await reporter.print(`Keys that the schema allows without defining them: ${list(findings.allowedKeys)}.`);
  }
  if (unreadable.summarize() > 0) return 3;
  return invalid + notUnique + notDefined > 0 ? 1 : 0;
}

interface Findings {
  /** The problems of an entry: code and message. */
  of(entry: MetadataEntry): readonly string[];
  readonly counts: { invalid: number; notUnique: number; notDefined: number };
  /** Numbers of users by undefined key, if the schema allows such keys. */
  readonly allowedKeys: ReadonlyMap<string, number>;
}

function createFindings({ byKey, ...rest }: TypedKeys): Findings {
  const { findProblem, isUnique } = createValueRules({ byKey, ...rest });
  const counts = { invalid: 0, notUnique: 0, notDefined: 0 };
  const allowedKeys = new Map<string, number>();
  /** The first user with a unique value, by the digest of key and value. */
  const firstUsers = new Map<string, string>();

  return {
    counts,
    allowedKeys,
    of({ userId, key, bytes }) {
      const found: string[] = [];
      const problem = findProblem(key, bytes);
      if (problem !== undefined) {
        counts[problem.code === "KEY_NOT_DEFINED" ? "notDefined" : "invalid"]++;
        found.push(`${problem.code} ${problem.message}`);
      } else if (!byKey.has(key) && (allowedKeys.has(key) || allowedKeys.size < maxUndefinedKeys)) {
        allowedKeys.set(key, (allowedKeys.get(key) ?? 0) + 1);
      }
      if (!isUnique(key)) return found;
      const digest = digestOf(key, bytes);
      const first = firstUsers.get(digest);
      if (first === undefined) firstUsers.set(digest, userId);
      else {
        counts.notUnique++;
        found.push(`VALUE_NOT_UNIQUE The user ${printableId(first)} has the same value.`);
      }
      return found;
    },
  };
}

function list(keys: ReadonlyMap<string, number>): string {
  const listed = [...keys]
    .slice(0, maxListedKeys)
    .map(([key, count]) => `${printable(key)} (${formatUsers(count)})`);
  return keys.size > maxListedKeys ? `${listed.join(", ")} and others` : listed.join(", ");
}
