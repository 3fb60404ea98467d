import * as z from "zod/mini";
import { type Execute, Failure } from "./graphql.js";
import type { Subscribe } from "./live.js";
import { valueSchema } from "./value-schema.js";

/** Key → text; null if the value is not text. */
export type Metadata = ReadonlyMap<string, string | null>;

const definitionSchema = z.object({
  key: z.string(),
  title: z.nullable(z.string()),
  description: z.nullable(z.string()),
  schema: valueSchema,
  isRequired: z.boolean(),
  isSet: z.nullable(z.boolean()),
  mayWrite: z.boolean(),
});
/** A typed key that the user may read or write. */
export type Definition = z.infer<typeof definitionSchema>;

export interface Me {
  readonly id: string;
  readonly metadata: Metadata;
  readonly definitions: readonly Definition[];
}

const entry = z.object({ key: z.string(), value: z.nullable(z.string()) });
const userError = z.object({ code: z.string(), message: z.string(), key: z.nullable(z.string()) });
export type UserError = z.infer<typeof userError>;

export async function readMe(execute: Execute): Promise<Me> {
  const query = `query MyMetadata {
    me {
      id
      metadata { key value }
      metadataDefinitions { key title description schema isRequired isSet mayWrite }
    }
  }`;
  const schema = z.object({
    id: z.string(),
    metadata: z.array(entry),
    metadataDefinitions: z.array(definitionSchema),
  });
  const { me } = await execute(query, {}, z.object({ me: z.nullable(schema) }));
  if (me === null) throw new Failure("UNAUTHENTICATED", "Not signed in.");
  return { id: me.id, metadata: metadataOf(me.metadata), definitions: me.metadataDefinitions };
}

export interface Outcome {
  /** The entries as stored. Empty if there are userErrors. */
  readonly entries: Metadata;
  readonly deletedKeys: readonly string[];
  readonly userErrors: readonly UserError[];
}

/**
 * Sets all of these keys, or none. An empty text deletes the key. Returns the entries of the mutation payload.
 * They do not need another read, which could fail after a successful write.
 */
export async function updateMyMetadata(
  execute: Execute,
  userId: string,
  values: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const changes = Array.from(values, ([key, value]) => ({ key, value }));
  const toSet = changes.filter(({ value }) => value !== "");
  const toDelete = changes.filter(({ value }) => value === "").map(({ key }) => ({ key }));
  try {
    return await update(execute, { userId, set: toSet, delete: toDelete });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "NOT_SUPPORTED") throw error;
    // ZITADEL before 4.13 cannot set and delete in one call.
    const { entries, userErrors } = await update(execute, { userId, set: toSet });
    if (userErrors.length > 0) return { entries, deletedKeys: [], userErrors };
    return { ...(await update(execute, { userId, delete: toDelete })), entries };
  }
}

async function update(execute: Execute, input: object): Promise<Outcome> {
  const mutation = `mutation UpdateMyMetadata($input: UpdateUserMetadataInput!) {
    updateUserMetadata(input: $input) { entries { key value } deletedKeys userErrors { code message key } }
  }`;
  const payload = z.object({
    entries: z.array(entry),
    deletedKeys: z.array(z.string()),
    userErrors: z.array(userError),
  });
  const { updateUserMetadata } = await execute(
    mutation,
    { input },
    z.object({ updateUserMetadata: payload }),
  );
  return { ...updateUserMetadata, entries: metadataOf(updateUserMetadata.entries) };
}

/** The metadata now, and after each change. */
export async function* watchMyMetadata(
  subscribe: Subscribe,
  signal: AbortSignal,
): AsyncGenerator<Metadata, void> {
  const query = `subscription MyMetadataChanged {
    userMetadataChanged { user { id metadata { key value } } }
  }`;
  const user = z.object({ metadata: z.array(entry) });
  const schema = z.object({ userMetadataChanged: z.object({ user }) });
  for await (const { userMetadataChanged } of subscribe(query, schema, signal)) {
    yield metadataOf(userMetadataChanged.user.metadata);
  }
}

function metadataOf(entries: readonly z.infer<typeof entry>[]): Metadata {
  return new Map(entries.map(({ key, value }) => [key, value]));
}
