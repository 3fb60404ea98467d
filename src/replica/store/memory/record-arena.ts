import { Buffer } from "node:buffer";

/**
 * Records of owners in large pieces of memory, outside of the collector's sight: a million of them as objects would cost twice their
 * bytes. A piece is written to once, from its beginning to its end, so that what was read from it stays as it was.
 */
export interface RecordArena {
  readonly count: number;
  /** About as many bytes as all of it takes, with what has been replaced and not been given back yet. */
  readonly bytes: number;
  get(ownerId: string): Buffer | undefined;
  set(ownerId: string, record: Buffer): void;
  delete(ownerId: string): void;
  /** Whoever goes through the owners at that moment finds no more of them, and keeps nothing of it in memory. */
  clear(): void;
  userIds(): Iterable<string>;
}

const pieceBytes = 1024 * 1024;
/** Where a record begins is counted in these, so that a number of 31 bits, which V8 keeps in place, reaches 16 GiB. */
const unitBytes = 8;
const unitsPerPiece = pieceBytes / unitBytes;
/** Of the record, and of the owner's id. */
const headBytes = 8;
/** What V8's map takes for an owner, with the id. */
const indexBytes = 100;
/** A map holds 16 million at most, and grows all at once. */
const indexes = 64;

interface Segment {
  readonly bytes: Buffer;
  used: number;
  /** Of what is used, what was replaced or deleted. */
  wasted: number;
}

export function createRecordArena(): RecordArena {
  const offsets = Array.from({ length: indexes }, () => new Map<string, number>());
  /** By the number of their first unit. What is larger than a piece has one of its own, which takes the room of several. */
  const pieces = new Map<number, Segment>();
  let current: Segment | undefined;
  let currentStart = 0;
  /** Full, and not looked at since. */
  let justFilled: number | undefined;
  let nextStart = 0;
  let totalBytes = 0;
  let count = 0;
  let wasted = 0;

  const indexOf = (ownerId: string): Map<string, number> => {
    const index = offsets[hashOf(ownerId) % indexes];
    if (index === undefined) throw new RangeError("there is an index for every hash");
    return index;
  };

  function open(bytes: number): Segment {
    if (current !== undefined) justFilled = currentStart;
    current = { bytes: Buffer.allocUnsafeSlow(bytes), used: 0, wasted: 0 };
    currentStart = nextStart;
    nextStart += Math.ceil(bytes / pieceBytes) * unitsPerPiece;
    totalBytes += bytes;
    pieces.set(currentStart, current);
    return current;
  }

  function pieceAt(place: number): readonly [number, Segment] {
    // A large piece begins where it is looked for: nothing else is in it.
    const start = place - (place % unitsPerPiece);
    const piece = pieces.get(start);
    if (piece === undefined) throw new RangeError("a record is in a piece that is there");
    return [start, piece];
  }

  function write(ownerId: string, record: Buffer): void {
    const idBytes = Buffer.byteLength(ownerId);
    const size = roundUp(headBytes + idBytes + record.length);
    const fits = current !== undefined && current.used + size <= current.bytes.length;
    const piece = fits && current !== undefined ? current : open(Math.max(size, pieceBytes));
    const at = piece.used;
    piece.bytes.writeUInt32LE(record.length, at);
    piece.bytes.writeUInt32LE(idBytes, at + 4);
    piece.bytes.write(ownerId, at + headBytes);
    record.copy(piece.bytes, at + headBytes + idBytes);
    piece.used += size;
    indexOf(ownerId).set(ownerId, currentStart + at / unitBytes);
  }

  function read(piece: Segment, at: number): { readonly idEnd: number; readonly end: number } {
    const idEnd = at + headBytes + piece.bytes.readUInt32LE(at + 4);
    return { idEnd, end: idEnd + piece.bytes.readUInt32LE(at) };
  }

  function free(place: number): void {
    const [start, piece] = pieceAt(place);
    const at = (place - start) * unitBytes;
    const size = roundUp(read(piece, at).end - at);
    piece.wasted += size;
    wasted += size;
    compactIfWorthwhile(start);
    if (justFilled === undefined) return;
    const filled = justFilled;
    justFilled = undefined;
    compactIfWorthwhile(filled);
  }

  /** Half of a piece is worth the copying of the rest; where a third of all is waste, a quarter is. */
  function compactIfWorthwhile(start: number): void {
    const piece = pieces.get(start);
    if (piece === undefined || piece === current) return;
    const share = piece.wasted / piece.used;
    if (share >= 0.5 || (share >= 0.25 && wasted > totalBytes / 3)) compact(start, piece);
  }

  /** Moves what is still of use, and lets the collector have the rest. */
  function compact(start: number, piece: Segment): void {
    pieces.delete(start);
    totalBytes -= piece.bytes.length;
    wasted -= piece.wasted;
    for (let at = 0; at < piece.used; ) {
      const { idEnd, end } = read(piece, at);
      const ownerId = piece.bytes.toString("utf8", at + headBytes, idEnd);
      if (indexOf(ownerId).get(ownerId) === start + at / unitBytes) {
        write(ownerId, piece.bytes.subarray(idEnd, end));
      }
      at = roundUp(end);
    }
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return totalBytes + count * indexBytes;
    },
    get(ownerId) {
      const place = indexOf(ownerId).get(ownerId);
      if (place === undefined) return undefined;
      const [start, piece] = pieceAt(place);
      const { idEnd, end } = read(piece, (place - start) * unitBytes);
      return piece.bytes.subarray(idEnd, end);
    },
    set(ownerId, record) {
      const before = indexOf(ownerId).get(ownerId);
      if (before === undefined) count++;
      write(ownerId, record);
      if (before !== undefined) free(before);
    },
    delete(ownerId) {
      const before = indexOf(ownerId).get(ownerId);
      if (before === undefined) return;
      indexOf(ownerId).delete(ownerId);
      count--;
      free(before);
    },
    clear() {
      for (const index of offsets) index.clear();
      pieces.clear();
      current = undefined;
      justFilled = undefined;
      currentStart = nextStart = totalBytes = count = wasted = 0;
    },
    *userIds() {
      for (const index of offsets) yield* index.keys();
    },
  };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / unitBytes) * unitBytes;
}

/** Ids of users differ most at their end. */
function hashOf(ownerId: string): number {
  let hash = 0;
  for (let i = Math.max(0, ownerId.length - 6); i < ownerId.length; i++)
    hash = hash * 31 + ownerId.charCodeAt(i);
  return hash >>> 0;
}
