import { Buffer } from "node:buffer";
import { createUserNumbers, type UserNumbers } from "./user-numbers.js";

/**
 * Map of user ids to encoded records. Records are packed into large buffers, which the garbage collector does
 * not scan: a million records as objects would take twice their size. Segments are append-only, so records
 * returned by `get` never change.
 */
export interface RecordArena {
  readonly count: number;
  /** Approximate memory in bytes, including replaced and deleted records that have not been freed yet. */
  readonly bytes: number;
  get(userId: string): Buffer | undefined;
  set(userId: string, record: Buffer): void;
  delete(userId: string): void;
  /** Removes all records. Iterations of `userIds` in progress end, and do not keep the memory in use. */
  clear(): void;
  userIds(): Iterable<string>;
  /** The number of a user with a record, while the user has one. */
  readonly users: Pick<UserNumbers, "numberOf" | "idOf">;
}

const segmentBytes = 1024 * 1024;
/**
 * Offsets of records are multiples of this unit. V8 stores integers of up to 31 bits without allocation; in
 * this unit they address 16 GiB.
 */
const unitBytes = 8;
const unitsPerSegment = segmentBytes / unitBytes;
/** Header of a stored record: the lengths of the record and of the user id, 4 bytes each. */
const headerBytes = 8;
/** Approximate memory of a user's id and number in V8, and of the offset. */
const userBytes = 120;

interface Segment {
  readonly bytes: Buffer;
  used: number;
  /** Part of `used` that belongs to replaced or deleted records. */
  wasted: number;
}

export function createRecordArena(): RecordArena {
  const users = createUserNumbers();
  /** Offset of each user's record, in units, by the user's number. */
  let offsets: number[] = [];
  /**
   * Segments by the offset of their first unit. A record larger than `segmentBytes` has its own segment,
   * which takes the offsets of several.
   */
  const segments = new Map<number, Segment>();
  let current: Segment | undefined;
  let currentStart = 0;
  /** Start of the last segment that became full and has not been considered for compaction yet. */
  let lastFilledStart: number | undefined;
  let nextStart = 0;
  let totalBytes = 0;
  let wasted = 0;

  function offsetOf(userId: string): number | undefined {
    const number = users.numberOf(userId);
    return number === undefined ? undefined : offsets[number];
  }

  function openSegment(bytes: number): Segment {
    if (current !== undefined) lastFilledStart = currentStart;
    current = { bytes: Buffer.allocUnsafeSlow(bytes), used: 0, wasted: 0 };
    currentStart = nextStart;
    nextStart += Math.ceil(bytes / segmentBytes) * unitsPerSegment;
    totalBytes += bytes;
    segments.set(currentStart, current);
    return current;
  }

  function segmentAt(offset: number): readonly [number, Segment] {
    // Rounding down also finds oversized segments: they contain a single record, at their start.
    const start = offset - (offset % unitsPerSegment);
    const segment = segments.get(start);
    if (segment === undefined) throw new RangeError("no segment at this offset");
    return [start, segment];
  }

  function append(userId: string, record: Buffer): void {
    const idBytes = Buffer.byteLength(userId);
    const size = roundUp(headerBytes + idBytes + record.length);
    const fits = current !== undefined && current.used + size <= current.bytes.length;
    const segment = fits && current !== undefined ? current : openSegment(Math.max(size, segmentBytes));
    const at = segment.used;
    segment.bytes.writeUInt32LE(record.length, at);
    segment.bytes.writeUInt32LE(idBytes, at + 4);
    segment.bytes.write(userId, at + headerBytes);
    record.copy(segment.bytes, at + headerBytes + idBytes);
    segment.used += size;
    offsets[users.add(userId)] = currentStart + at / unitBytes;
  }

  function readHeader(segment: Segment, at: number): { readonly idEnd: number; readonly end: number } {
    const idEnd = at + headerBytes + segment.bytes.readUInt32LE(at + 4);
    return { idEnd, end: idEnd + segment.bytes.readUInt32LE(at) };
  }

  function free(offset: number): void {
    const [start, segment] = segmentAt(offset);
    const at = (offset - start) * unitBytes;
    const size = roundUp(readHeader(segment, at).end - at);
    segment.wasted += size;
    wasted += size;
    compactIfWorthwhile(start);
    if (lastFilledStart === undefined) return;
    const filledStart = lastFilledStart;
    lastFilledStart = undefined;
    compactIfWorthwhile(filledStart);
  }

  /** Compacts a segment that is half wasted, or a quarter wasted if a third of the total memory is. */
  function compactIfWorthwhile(start: number): void {
    const segment = segments.get(start);
    if (segment === undefined || segment === current) return;
    const share = segment.wasted / segment.used;
    if (share >= 0.5 || (share >= 0.25 && wasted > totalBytes / 3)) compact(start, segment);
  }

  /** Copies the records in use to the current segment, and drops the old segment. */
  function compact(start: number, segment: Segment): void {
    segments.delete(start);
    totalBytes -= segment.bytes.length;
    wasted -= segment.wasted;
    for (let at = 0; at < segment.used; ) {
      const { idEnd, end } = readHeader(segment, at);
      const userId = segment.bytes.toString("utf8", at + headerBytes, idEnd);
      if (offsetOf(userId) === start + at / unitBytes) {
        append(userId, segment.bytes.subarray(idEnd, end));
      }
      at = roundUp(end);
    }
  }

  return {
    users,
    get count() {
      return users.count;
    },
    get bytes() {
      return totalBytes + users.count * userBytes;
    },
    get(userId) {
      const offset = offsetOf(userId);
      if (offset === undefined) return undefined;
      const [start, segment] = segmentAt(offset);
      const { idEnd, end } = readHeader(segment, (offset - start) * unitBytes);
      return segment.bytes.subarray(idEnd, end);
    },
    set(userId, record) {
      const previous = offsetOf(userId);
      append(userId, record);
      if (previous !== undefined) free(previous);
    },
    delete(userId) {
      const previous = offsetOf(userId);
      if (previous === undefined) return;
      users.delete(userId);
      free(previous);
    },
    clear() {
      users.clear();
      offsets = [];
      segments.clear();
      current = undefined;
      lastFilledStart = undefined;
      currentStart = nextStart = totalBytes = wasted = 0;
    },
    userIds: () => users.userIds(),
  };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / unitBytes) * unitBytes;
}
