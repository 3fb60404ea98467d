import { Buffer } from "node:buffer";
import { Failure } from "../../../lib/failure.js";
import { compareKeys } from "../../../metadata/key.js";
import { type FileEntry, parseEntry } from "./entry-line.js";
import { type Line, maxLineBytes, readLines } from "./read-lines.js";

/** A user of a file, with at least one entry. */
export interface FileUser {
  readonly userId: string;
  readonly entries: readonly FileEntry[];
}

export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/** Which users and keys of a file to use. */
export interface Selection {
  /** Undefined: all. */
  readonly userIds: readonly string[] | undefined;
  readonly isSelectedKey: (key: string) => boolean;
}

const byteOrderMark = "\ufeff";

/**
 * Reads the users of a file, one after the other, in ascending order of their ids. Reports lines that are
 * invalid or not in order; the users are then incomplete.
 */
export async function* readFileUsers(
  path: string,
  maxUserBytes: number,
  onProblem: (problem: LineProblem) => void,
): AsyncGenerator<FileUser> {
  let entries: FileEntry[] = [];
  let userBytes = 0;
  for await (const line of readLines(path)) {
    const report = (message: string): void => {
      onProblem({ line: line.number, message });
    };
    const entry = toEntry(line);
    if (entry === undefined) continue;
    if ("problem" in entry) {
      report(`The line ${entry.problem}.`);
      continue;
    }
    const previous = entries.at(-1);
    const order = previous && compareEntries(previous, entry);
    if (order !== undefined && order >= 0) {
      report(
        order === 0
          ? "The entry is there twice: the line before has the same userId and key."
          : "The lines are not sorted. Sort them by userId, then by key, in the order of their UTF-8 bytes.",
      );
      continue;
    }
    if (previous !== undefined && previous.userId !== entry.userId) {
      yield { userId: previous.userId, entries };
      [entries, userBytes] = [[], 0];
    }
    userBytes += entry.bytes.length;
    if (userBytes > maxUserBytes) {
      report(`The user has more than ${maxUserBytes} bytes of values (MAX_USER_METADATA_BYTES).`);
      continue;
    }
    entries.push(entry);
  }
  const last = entries.at(-1);
  if (last !== undefined) yield { userId: last.userId, entries };
}

/**
 * Reads the selected users and keys of a file that has been checked. Throws BAD_USER_INPUT if the file has
 * changed since and has an invalid line.
 */
export async function* readSelectedUsers(
  path: string,
  { userIds, isSelectedKey }: Selection,
  maxUserBytes: number,
): AsyncGenerator<FileUser> {
  const selectedIds = userIds && new Set(userIds);
  const users = readFileUsers(path, maxUserBytes, ({ line, message }) => {
    throw new Failure("BAD_USER_INPUT", `${path} has changed. Line ${line}: ${message}`);
  });
  for await (const { userId, entries } of users) {
    if (selectedIds?.has(userId) === false) continue;
    const selected = entries.filter(({ key }) => isSelectedKey(key));
    if (selected.length > 0) yield { userId, entries: selected };
  }
}

/** Undefined for an empty line. */
function toEntry({
  number,
  bytes,
  isTerminated,
}: Line): FileEntry | { readonly problem: string } | undefined {
  if (bytes === undefined) return { problem: `is longer than ${maxLineBytes} bytes` };
  const line = number === 1 ? withoutByteOrderMark(bytes) : bytes;
  if (isBlank(line)) return undefined;
  const entry = parseEntry(line);
  const isTruncated = "problem" in entry && !isTerminated;
  return isTruncated ? { problem: "is truncated: it ends without a line break" } : entry;
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  const mark = Buffer.from(byteOrderMark);
  return bytes.subarray(0, mark.length).equals(mark) ? bytes.subarray(mark.length) : bytes;
}

/** Spaces, tabs and the carriage return of a Windows line break. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** By user id, then by key, both by the bytes of their UTF-8 text. */
function compareEntries(a: FileEntry, b: FileEntry): number {
  return compareKeys(a.userId, b.userId) || compareKeys(a.key, b.key);
}
