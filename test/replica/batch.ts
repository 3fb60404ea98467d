import type { Position } from "../../src/replica/position.js";
import type { Batch } from "../../src/replica/store.js";

export const beginning: Position = {
  reached: undefined,
  settled: undefined,
  anchor: undefined,
  isFilled: false,
};

/** A batch as a page of the history makes it: `"organisation/owner"` and the owner's record; null of whoever has none any more. */
export function batchOf(
  owners: Readonly<Record<string, string | Buffer | null>>,
  rest: Partial<Batch> = {},
): Batch {
  return {
    owners: new Map(
      Object.entries(owners).map(([path, record]) => {
        const [organisation = "", ownerId = ""] = path.split("/");
        return [ownerId, { organisation, bytes: record === null ? undefined : Buffer.from(record) }];
      }),
    ),
    removedOrganisations: new Map(),
    position: beginning,
    ...rest,
  };
}
