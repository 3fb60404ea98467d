import { createAccess } from "../../access/access.js";
import { Failure } from "../../lib/failure.js";
import { printable, printableId } from "../printable.js";
import { noValueRules } from "../../metadata/value-rules.js";
import { createValueRules } from "../../typed-keys/value-rules.js";
import type { CommandContext, ExitCode } from "./context.js";
import { checkFile } from "./file/check-file.js";
import { readSelectedUsers } from "./file/read-users.js";
import { createImportUser, type ImportedUser } from "./import-user.js";
import { mapInOrder } from "./map-in-order.js";
import { formatEntries, formatUsers, type Reporter } from "./reporter.js";
import { tryUser } from "./retry.js";

interface Counts {
  written: number;
  unchanged: number;
  failed: number;
  users: number;
  unknownUsers: number;
}

/** Sets the entries of a file in ZITADEL. Repeating it is safe: entries with the same value are not written. */
export async function importMetadata(context: CommandContext): Promise<ExitCode> {
  const { options, config, reporter } = context;
  const { userMetadataBytes } = config.limits;
  const { userIds } = await checkFile(options.file, options, userMetadataBytes);
  await using connection = await context.connect();
  const { source, callOptions, retryOptions, issuer } = connection;
  const importUser = createImportUser({
    source,
    callOptions,
    access: createAccess(config.policy),
    valueRules: config.typedKeys === undefined ? noValueRules : createValueRules(config.typedKeys),
    dryRun: !options.write,
  });
  const counts: Counts = { written: 0, unchanged: 0, failed: 0, users: 0, unknownUsers: 0 };
  const users = readSelectedUsers(options.file, options, userMetadataBytes);
  let isComplete = false;
  reporter.start(userIds.length);
  try {
    const imported = mapInOrder(users, connection.concurrency, async (user) => ({
      userId: user.userId,
      entries: user.entries.length,
      result: await tryUser(() => importUser(user), retryOptions),
    }));
    for await (const { userId, entries, result } of imported) {
      reporter.advance();
      add(counts, entries, result);
      for (const line of describe(result)) await reporter.print(`${printableId(userId)} ${line}`);
    }
    isComplete = true;
  } finally {
    await summarize(reporter, counts, options.write);
    if (!isComplete) {
      const rest = formatUsers(userIds.length - counts.users);
      reporter.note(`${rest} not done. Run the same command again: entries that are written stay unchanged.`);
    }
  }
  await explainUnknownUsers(reporter, counts, issuer);
  return counts.failed > 0 ? 1 : 0;
}

function add(counts: Counts, entries: number, result: ImportedUser | Failure): void {
  counts.users++;
  if (!(result instanceof Failure) && result.kind === "done") {
    counts.written += result.written;
    counts.unchanged += result.unchanged;
    return;
  }
  counts.failed += entries;
  if (!(result instanceof Failure) && result.kind === "userNotFound") counts.unknownUsers++;
}

/** Why the entries of a user were not written. */
function describe(result: ImportedUser | Failure): readonly string[] {
  if (result instanceof Failure) return [`${result.code} ${result.message}`];
  switch (result.kind) {
    case "done":
      return [];
    case "userNotFound":
      return ["USER_NOT_FOUND ZITADEL does not have this user."];
    case "rejected":
      return result.problems.map(({ key, code, message }) => `${printable(key)} ${code} ${message}`);
  }
}

async function summarize(reporter: Reporter, counts: Counts, isWritten: boolean): Promise<void> {
  const { written, unchanged, failed, users } = counts;
  const rest = `${unchanged} unchanged, ${failed} failed, of ${formatUsers(users)}.`;
  await reporter.print(
    isWritten
      ? `${formatEntries(written)} written, ${rest}`
      : `Dry run: ${formatEntries(written)} to write, ${rest} Nothing was changed. To write, add --write.`,
  );
}

async function explainUnknownUsers(
  reporter: Reporter,
  { users, unknownUsers }: Counts,
  issuer: string,
): Promise<void> {
  if (unknownUsers === 0 || unknownUsers < users / 2) return;
  const who = unknownUsers === users ? "None of the users" : `Only ${users - unknownUsers} of ${users} users`;
  await reporter.print(
    `${who} of the file exists in ${issuer}. The file is probably from another ZITADEL instance: user ids differ between instances.`,
  );
}
