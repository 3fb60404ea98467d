import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Position of the first byte in the file. */
  readonly start: number;
  /** Position behind the line and its line break. */
  readonly end: number;
  /** Without the line break; undefined if the line is longer than `maxLineBytes`. */
  readonly bytes: Buffer | undefined;
  /** False for a last line without a line break: it may be truncated. */
  readonly isTerminated: boolean;
}

/**
 * An entry has at most 500,000 bytes of value, which JSON escapes can multiply by six, and 200 characters of key
 * and user id.
 */
export const maxLineBytes = 4 * 1024 * 1024;

const lineFeed = 0x0a;

/** Reads a file line by line. Holds at most one line of `maxLineBytes` in memory. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let start = 0;
  let number = 1;

  function add(part: Buffer): void {
    length += part.length;
    if (length > maxLineBytes) parts = [];
    else parts.push(part);
  }

  function finish(isTerminated: boolean): Line {
    const end = start + length + (isTerminated ? 1 : 0);
    const bytes = length > maxLineBytes ? undefined : Buffer.concat(parts);
    const line = { number, start, end, bytes, isTerminated };
    [parts, length, start, number] = [[], 0, end, number + 1];
    return line;
  }

  const chunks: AsyncIterable<Buffer> = createReadStream(path);
  for await (const chunk of chunks) {
    let position = 0;
    for (;;) {
      const lineEnd = chunk.indexOf(lineFeed, position);
      add(chunk.subarray(position, lineEnd === -1 ? undefined : lineEnd));
      if (lineEnd === -1) break;
      yield finish(true);
      position = lineEnd + 1;
    }
  }
  if (length > 0) yield finish(false);
}
