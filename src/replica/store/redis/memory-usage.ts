import type { Redis } from "ioredis";
import type { Keys } from "./keys.js";

/** Sampled elements per key. */
const sampleCount = 100;
/** Memory of a user besides the record: the id twice, and the entries of the hash and the index. */
const overheadBytes = 250;

/** Number of users, and approximate memory in bytes. */
export async function measureSize(client: Redis, keys: Keys): Promise<{ users: number; bytes: number }> {
  const users = await client.hlen(keys.records);
  try {
    const sizes = await Promise.all(
      [keys.records, keys.index, keys.state].map((key) =>
        client.memory("USAGE", key, "SAMPLES", sampleCount),
      ),
    );
    return { users, bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) };
  } catch {
    // The Redis user may lack permission for MEMORY USAGE: estimate.
    return { users, bytes: Math.round(users * (overheadBytes + (await meanRecordBytes(client, keys)))) };
  }
}

async function meanRecordBytes(client: Redis, keys: Keys): Promise<number> {
  const members = await client.zrangebylex(keys.index, "-", "+", "LIMIT", 0, sampleCount);
  if (members.length === 0) return 0;
  const ids = members.map((member) => member.slice(member.indexOf("\0") + 1));
  const records = await client.hmgetBuffer(keys.records, ...ids);
  return records.reduce((sum, record) => sum + (record?.length ?? 0), 0) / records.length;
}
