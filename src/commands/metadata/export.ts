import { Failure } from "../../lib/failure.js";
import { compareKeys } from "../../metadata/key.js";
import type { CommandContext, ExitCode } from "./context.js";
import { formatEntry } from "./file/entry-line.js";
import { openPartialFile } from "./partial-file.js";
import { readUsers, selectUserIds } from "./read-users.js";
import { formatEntries, formatUsers } from "./reporter.js";
import { createUnreadableUsers } from "./unreadable-users.js";

/** Larger parts save system calls; smaller ones lose less when the process is killed. */
const maxBufferedCharacters = 64 * 1024;

export async function exportMetadata(context: CommandContext): Promise<ExitCode> {
  const { options, streams, reporter } = context;
  const { output } = options;
  await using file = output === undefined ? undefined : await openPartialFile(output, options);
  const { resumeAt, write } = file ?? { resumeAt: undefined, write: streams.write };
  await using connection = await context.connect();
  const userIds = await selectUserIds(connection, options.userIds);
  const remaining =
    resumeAt === undefined ? userIds : userIds.filter((userId) => compareKeys(userId, resumeAt) >= 0);
  const skipped = userIds.length - remaining.length;
  if (resumeAt !== undefined) reporter.note(`Continuing after ${formatUsers(skipped)}.`);
  const unreadable = createUnreadableUsers(reporter);
  let entries = 0;
  let buffered = "";
  let isComplete = false;

  async function flush(): Promise<void> {
    const text = buffered;
    buffered = "";
    if (text !== "") await write(text);
  }

  reporter.start(userIds.length, skipped);
  try {
    for await (const { userId, loaded } of readUsers(connection, remaining)) {
      reporter.advance();
      if (loaded instanceof Failure) {
        unreadable.add(userId, loaded);
        continue;
      }
      entries += loaded.length;
      for (const entry of loaded) {
        buffered += formatEntry(entry);
        if (buffered.length > maxBufferedCharacters) await flush();
      }
    }
    isComplete = true;
  } finally {
    // Complete lines, also after a failure: the export can be continued.
    await flush();
    if (!isComplete && output !== undefined) {
      reporter.note(`The entries so far are in ${output}.partial. Continue with --resume.`);
    }
  }
  await file?.complete();
  const continued = skipped === 0 ? "" : ` after the first ${formatUsers(skipped)}`;
  reporter.note(`Exported ${formatEntries(entries)} of ${formatUsers(remaining.length)}${continued}.`);
  if (userIds.length === 1 && options.userIds === undefined) {
    reporter.note("ZITADEL shows the service user no other users. Grant it a role that can read them.");
  }
  return unreadable.summarize() > 0 ? 3 : 0;
}
