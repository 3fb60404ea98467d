import { encodeRecord } from "../../../src/replica/record/encode.js";
import type { Checkpoint } from "../../../src/replica/store/checkpoint.js";
import type { Batch } from "../../../src/replica/store/store.js";
import { decodeRecord } from "../../../src/replica/record/decode.js";

export const initialCheckpoint: Checkpoint = { lowWatermark: undefined, head: undefined, isComplete: false };

const key = "key";

/**
 * A batch for one page of the event log. Keys: `"organization/userId"`; values: the user's value, or null
 * to delete the record.
 */
export function batchOf(
  values: Readonly<Record<string, string | Buffer | null>>,
  rest: Partial<Batch> = {},
): Batch {
  return {
    users: new Map(
      Object.entries(values).map(([path, value]) => {
        const [organization = "", userId = ""] = path.split("/");
        const bytes = value === null ? undefined : recordOf(organization, Buffer.from(value));
        return [userId, { organization, bytes }];
      }),
    ),
    removedOrganizations: new Map(),
    checkpoint: initialCheckpoint,
    ...rest,
  };
}

/** The values in records from `batchOf`. */
export function valuesIn(records: readonly (Buffer | undefined)[] | undefined): (string | undefined)[] {
  return (records ?? []).map((record) => record && decodeRecord(record).keys.get(key)?.bytes.toString());
}

function recordOf(organization: string, bytes: Buffer): Buffer {
  const set = { sequence: 1, date: 1 };
  const keys = new Map([[key, { sets: [set], bytes, tombstone: undefined }]]);
  return encodeRecord({ organization, ...set, tombstone: undefined, keys });
}
