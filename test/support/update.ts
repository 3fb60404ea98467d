import { z } from "zod";
import { queryEntities, updateUserMetadata } from "./query.js";
import type { TestEnv } from "./test-env.js";

const payload = z.object({
  user: z.object({ id: z.string() }).nullable(),
  entries: z.array(z.object({ key: z.string(), value: z.string().nullable(), digest: z.string() })),
  deletedKeys: z.array(z.string()),
  deletedEntryIds: z.array(z.string()),
  unchangedKeys: z.array(z.string()),
  userErrors: z.array(
    z.object({ code: z.string(), field: z.array(z.string()).nullable(), key: z.string().nullable() }),
  ),
});
const updated = z.object({ updateUserMetadata: payload.nullable() });
const read = z.object({
  _entities: z.tuple([z.object({ metadata: z.array(z.object({ key: z.string(), digest: z.string() })) })]),
});

export type UpdatePayload = z.infer<typeof payload>;

/** Updates a user's metadata and returns the payload, which must not be null. */
export async function update(
  env: Pick<TestEnv, "query">,
  token: string,
  userId: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<UpdatePayload> {
  const { data, errors } = await updateUserMetadata(env, token, userId, changes);
  const result = updated.parse(data).updateUserMetadata;
  if (result === null) throw new Error(JSON.stringify(errors));
  return result;
}

/** The digests that a caller can read, by key. */
export async function readDigests(
  env: Pick<TestEnv, "query">,
  token: string,
  userId: string,
): Promise<Readonly<Record<string, string>>> {
  const { data } = await queryEntities(env, [userId], "metadata { key digest }", { token });
  return Object.fromEntries(read.parse(data)._entities[0].metadata.map(({ key, digest }) => [key, digest]));
}
