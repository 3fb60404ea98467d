import { z } from "zod";
import type { Emulator } from "zitadel-emulator";
import { compareKeys } from "../../src/metadata/key.js";
import type { ReplicaStore } from "../../src/replica/store/store.js";
import { decodeEntries } from "../../src/replica/record/decode.js";
import { createClient } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";

/** Entries by user id: key, value in base64, creation date, change date. */
export type Entries = Readonly<Record<string, readonly Entry[]>>;
type Entry = readonly [key: string, value: string, createdAt: string | null, updatedAt: string | null];

const row = z.object({
  key: z.string(),
  value: z.string(),
  creationDate: z.string(),
  changeDate: z.string(),
});
const list = z.object({ metadata: z.array(row).default([]) });

export async function storedEntries(store: ReplicaStore, ids: readonly string[]): Promise<Entries> {
  const page = await store.read(ids);
  if (page?.ageMs === undefined) throw new TypeError("The replica is not complete.");
  return Object.fromEntries(
    ids.map((id, n): [string, readonly Entry[]] => {
      const record = page.records[n];
      const entries = record === undefined ? [] : decodeEntries(record, id, true);
      return [
        id,
        entries.map(({ key, bytes, createdAt, updatedAt }) => [
          key,
          bytes.toString("base64"),
          createdAt,
          updatedAt,
        ]),
      ];
    }),
  );
}

export async function listedEntries(emulator: Emulator, ids: readonly string[]): Promise<Entries> {
  const call = createClient(emulator);
  const found: Record<string, readonly Entry[]> = {};
  for (const id of ids) {
    const response = await call(`/v2/users/${id}/metadata/search`, { pagination: { limit: 1000 } });
    found[id] = list
      .parse(response.body)
      .metadata.map(
        ({ key, value, creationDate, changeDate }): Entry => [key, value, creationDate, changeDate],
      )
      .sort(([a], [b]) => compareKeys(a, b));
  }
  return found;
}
