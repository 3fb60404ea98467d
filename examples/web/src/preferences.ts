import * as z from "zod/mini";
import { type Ask, Failure } from "./graphql.js";

/** Key → text; null where the bytes are no text. */
export type Metadata = ReadonlyMap<string, string | null>;

export interface Mine {
  readonly id: string;
  readonly metadata: Metadata;
}

const entry = z.object({ key: z.string(), value: z.nullable(z.string()) });
const userError = z.object({ code: z.string(), message: z.string(), key: z.nullable(z.string()) });
export type UserError = z.infer<typeof userError>;

export async function readMine(ask: Ask): Promise<Mine> {
  const me = z.nullable(z.object({ id: z.string(), metadata: z.array(entry) }));
  const answer = await ask("query Mine { me { id metadata { key value } } }", {}, z.object({ me }));
  if (answer.me === null) throw new Failure("UNAUTHENTICATED", "Nobody is signed in.");
  return { id: answer.me.id, metadata: metadataOf(answer.me.metadata) };
}

export interface Outcome {
  /** What is stored now of what was sent; nothing where there are userErrors. */
  readonly entries: Metadata;
  readonly userErrors: readonly UserError[];
}

/** Sets all of these or none. What it answers is known without another read, which could fail although all was set. */
export async function setMine(
  ask: Ask,
  userId: string,
  values: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const mutation = `mutation SetMine($input: SetUserMetadataInput!) {
    setUserMetadata(input: $input) { entries { key value } userErrors { code message key } }
  }`;
  const payload = z.object({ entries: z.array(entry), userErrors: z.array(userError) });
  const input = { userId, entries: Array.from(values, ([key, value]) => ({ key, value })) };
  const { setUserMetadata } = await ask(mutation, { input }, z.object({ setUserMetadata: payload }));
  return { entries: metadataOf(setUserMetadata.entries), userErrors: setUserMetadata.userErrors };
}

function metadataOf(entries: readonly z.infer<typeof entry>[]): Metadata {
  return new Map(entries.map(({ key, value }) => [key, value]));
}
