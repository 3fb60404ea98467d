import { expect } from "vitest";
import { z } from "zod";
import { type Query, queryEntities } from "./query.js";
import { update } from "./update.js";

const counter = z.object({
  _entities: z.tuple([z.object({ metadataEntry: z.object({ value: z.string(), digest: z.string() }) })]),
});

/**
 * Adds 1 to the entry `counter` as clients do: reads it, and writes it unless it has changed; else reads it again.
 * Returns how many writes it took.
 */
export async function increment(
  subgraph: { readonly query: Query },
  token: string,
  userId: string,
): Promise<number> {
  for (let writes = 1; ; writes++) {
    const selection = 'metadataEntry(key: "counter") { value digest }';
    const { data } = await queryEntities(subgraph, [userId], selection, { token });
    const { value, digest } = counter.parse(data)._entities[0].metadataEntry;
    const next = { key: "counter", value: String(Number(value) + 1), ifDigest: digest };
    const { userErrors } = await update(subgraph, token, userId, { set: [next] });
    if (userErrors.length === 0) return writes;
    expect(userErrors).toMatchObject([{ code: "VALUE_CHANGED" }]);
  }
}
