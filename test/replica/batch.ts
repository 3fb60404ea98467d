import type { Position } from "../../src/replica/position.js";
import { createRecord, foldChanges } from "../../src/replica/fold-changes.js";
import { packRecord } from "../../src/replica/pack-record.js";
import { entriesIn } from "../../src/replica/unpack-record.js";
import type { Batch } from "../../src/replica/store.js";

export const beginning: Position = {
  settled: undefined,
  anchor: undefined,
  isFilled: false,
};

/** A batch as a page of the history makes it: `"organisation/owner"` and the value of the owner's only entry; null of whoever has none any more. */
export function batchOf(
  owners: Readonly<Record<string, string | Buffer | null>>,
  rest: Partial<Batch> = {},
): Batch {
  return {
    owners: new Map(
      Object.entries(owners).map(([path, record]) => {
        const [organisation = "", ownerId = ""] = path.split("/");
        return [
          ownerId,
          { organisation, bytes: record === null ? undefined : recordOf(organisation, record) },
        ];
      }),
    ),
    removedOrganisations: new Map(),
    position: beginning,
    ...rest,
  };
}

export function recordOf(organisation: string, value: string | Buffer): Buffer {
  const record = createRecord(organisation);
  const base = { ownerId: "", organisation, sequence: 1, date: 1, key: "is" };
  foldChanges(record, [{ ...base, kind: "set", bytes: Buffer.from(value) }]);
  return packRecord(record);
}

/** The values that records of batches were made with. */
export function valuesIn(records: readonly (Buffer | undefined)[] | undefined): readonly string[] {
  return (records ?? []).map((record) => {
    const [entry] = record === undefined ? [] : entriesIn(record, "", false);
    return entry === undefined ? "undefined" : entry.bytes.toString();
  });
}
