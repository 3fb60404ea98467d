import type { Redis } from "ioredis";
import type { Keys } from "./keys.js";

/** Some stand for all. */
const samples = 100;
/** What one owner takes besides the record: its id twice, and its places in the hash and in the index. */
const besidesBytes = 250;

/** How many owners there are, and about how many bytes. */
export async function measureSize(client: Redis, keys: Keys): Promise<{ owners: number; bytes: number }> {
  const owners = await client.hlen(keys.records);
  try {
    const sizes = await Promise.all(
      [keys.records, keys.index, keys.state].map((key) => client.memory("USAGE", key, "SAMPLES", samples)),
    );
    return { owners, bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) };
  } catch {
    // Not every Redis lets everybody ask.
    return { owners, bytes: Math.round(owners * (besidesBytes + (await meanRecord(client, keys)))) };
  }
}

async function meanRecord(client: Redis, keys: Keys): Promise<number> {
  const members = await client.zrangebylex(keys.index, "-", "+", "LIMIT", 0, samples);
  if (members.length === 0) return 0;
  const ids = members.map((member) => member.slice(member.indexOf("\0") + 1));
  const records = await client.hmgetBuffer(keys.records, ...ids);
  return records.reduce((sum, record) => sum + (record?.length ?? 0), 0) / records.length;
}
