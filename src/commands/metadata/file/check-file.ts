import { Failure } from "../../../lib/failure.js";
import { readFileUsers, type Selection } from "./read-users.js";

export interface FileContents {
  /** The selected users with selected entries, in ascending order. */
  readonly userIds: readonly string[];
}

const maxListed = 20;

/**
 * Reads a file completely before the command acts on it, so that no part of a damaged file is used. Throws
 * BAD_USER_INPUT with the numbers of the invalid lines.
 */
export async function checkFile(
  path: string,
  { userIds, isSelectedKey }: Selection,
  maxUserBytes: number,
): Promise<FileContents> {
  const selectedIds = userIds && new Set(userIds);
  const found: string[] = [];
  const listed: string[] = [];
  let problems = 0;
  try {
    const users = readFileUsers(path, maxUserBytes, ({ line, message }) => {
      problems++;
      if (problems <= maxListed) listed.push(`  line ${line}: ${message}`);
    });
    for await (const { userId, entries } of users) {
      const isSelected = selectedIds?.has(userId) !== false && entries.some(({ key }) => isSelectedKey(key));
      if (isSelected) found.push(userId);
    }
  } catch (error) {
    throw toFileFailure("read", path, error);
  }
  if (problems === 0) return { userIds: found };
  const more = problems > maxListed ? [`  … and ${problems - maxListed} more`] : [];
  const count = problems === 1 ? "1 invalid line" : `${problems} invalid lines`;
  throw new Failure(
    "BAD_USER_INPUT",
    [`${path} has ${count}. Nothing was done.`, ...listed, ...more].join("\n"),
  );
}

/** The failure of a file operation; bugs are returned as they are. */
export function toFileFailure(action: "read" | "write", path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error && "code" in error)) return error;
  return new Failure(
    "BAD_USER_INPUT",
    `Cannot ${action} ${path} (${String(error.code)}).`,
    {},
    { cause: error },
  );
}
