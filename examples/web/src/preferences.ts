import * as z from "zod/mini";
import { type Execute, Failure } from "./graphql.js";

/** Key → text; null if the value is not text. */
export type Metadata = ReadonlyMap<string, string | null>;

export interface Me {
  readonly id: string;
  readonly metadata: Metadata;
}

const entry = z.object({ key: z.string(), value: z.nullable(z.string()) });
const userError = z.object({ code: z.string(), message: z.string(), key: z.nullable(z.string()) });
export type UserError = z.infer<typeof userError>;

export async function readMe(execute: Execute): Promise<Me> {
  const schema = z.nullable(z.object({ id: z.string(), metadata: z.array(entry) }));
  const { me } = await execute(
    "query MyMetadata { me { id metadata { key value } } }",
    {},
    z.object({ me: schema }),
  );
  if (me === null) throw new Failure("UNAUTHENTICATED", "Not signed in.");
  return { id: me.id, metadata: metadataOf(me.metadata) };
}

export interface Outcome {
  /** The entries as stored. Empty if there are userErrors. */
  readonly entries: Metadata;
  readonly userErrors: readonly UserError[];
}

/**
 * Sets all of these keys or none. Returns the entries of the mutation payload. They do not need another read,
 * which could fail after a successful write.
 */
export async function setMyMetadata(
  execute: Execute,
  userId: string,
  values: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const mutation = `mutation SetMyMetadata($input: SetUserMetadataInput!) {
    setUserMetadata(input: $input) { entries { key value } userErrors { code message key } }
  }`;
  const payload = z.object({ entries: z.array(entry), userErrors: z.array(userError) });
  const input = { userId, entries: Array.from(values, ([key, value]) => ({ key, value })) };
  const { setUserMetadata } = await execute(mutation, { input }, z.object({ setUserMetadata: payload }));
  return { entries: metadataOf(setUserMetadata.entries), userErrors: setUserMetadata.userErrors };
}

function metadataOf(entries: readonly z.infer<typeof entry>[]): Metadata {
  return new Map(entries.map(({ key, value }) => [key, value]));
}
