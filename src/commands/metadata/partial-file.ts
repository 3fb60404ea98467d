import { access, open, rename, truncate } from "node:fs/promises";
import { Failure } from "../../lib/failure.js";
import { toFileFailure } from "./file/check-file.js";
import { parseEntry } from "./file/entry-line.js";
import { readLines } from "./file/read-lines.js";
import type { Options } from "./options.js";

/**
 * The output of an export. It has the name `FILE.partial` until it is complete, so that a file with the name
 * `FILE` always is.
 */
export interface PartialFile extends AsyncDisposable {
  /** The user to continue with; undefined: the first one. */
  readonly resumeAt: string | undefined;
  readonly write: (text: string) => Promise<void>;
  /** Gives the file its name. */
  complete(): Promise<void>;
}

type PartialFileOptions = Pick<Options, "resume" | "isSelectedKey" | "userIds">;

/** Metadata is personal data. */
const ownerOnly = 0o600;

/** Throws BAD_USER_INPUT if a file would be overwritten, or cannot be continued. */
export async function openPartialFile(path: string, options: PartialFileOptions): Promise<PartialFile> {
  const partial = `${path}.partial`;
  if (await exists(path)) throw badFile(`${path} exists already. Delete it, or choose another name.`);
  const isResumed = await exists(partial);
  if (isResumed && !options.resume) {
    throw badFile(`${partial} is from an interrupted export. Continue it with --resume, or delete it.`);
  }
  const resumeAt = isResumed ? await removeLastUser(partial, options) : undefined;
  const handle = await onFile("write", partial, () => open(partial, isResumed ? "a" : "ax", ownerOnly));
  return {
    resumeAt,
    write: (text) => onFile("write", partial, () => handle.appendFile(text)),
    async complete() {
      await onFile("write", path, async () => {
        await handle.sync();
        await rename(partial, path);
      });
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/**
 * Removes the entries of the last user, because some of them may be missing, and a truncated last line. Returns
 * the user's id.
 */
async function removeLastUser(
  partial: string,
  { isSelectedKey, userIds }: PartialFileOptions,
): Promise<string | undefined> {
  let last: { readonly userId: string; readonly start: number } | undefined;
  for await (const { number, bytes, start, isTerminated } of readLines(partial)) {
    if (!isTerminated) break;
    const entry = bytes && parseEntry(bytes);
    if (entry === undefined || "problem" in entry) {
      throw badFile(`${partial} cannot be continued: line ${number} is not an entry. Delete it.`);
    }
    if (!isSelectedKey(entry.key) || userIds?.includes(entry.userId) === false) {
      throw badFile(
        `${partial} cannot be continued: line ${number} is not selected by --users and --keys. Use the options of the interrupted export.`,
      );
    }
    if (last?.userId !== entry.userId) last = { userId: entry.userId, start };
  }
  await onFile("write", partial, () => truncate(partial, last?.start ?? 0));
  return last?.userId;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function onFile<T>(action: "read" | "write", path: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw toFileFailure(action, path, error);
  }
}

function badFile(message: string): Failure {
  return new Failure("BAD_USER_INPUT", message);
}
