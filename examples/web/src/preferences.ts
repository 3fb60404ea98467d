import * as z from "zod/mini";
import { type Ask, Failure } from "./graphql.js";

/** Key → text; null where the bytes are no text. */
export type Metadata = ReadonlyMap<string, string | null>;

export interface Mine {
  readonly id: string;
  readonly metadata: Metadata;
}

const userError = z.object({ code: z.string(), message: z.string(), key: z.nullable(z.string()) });
export type UserError = z.infer<typeof userError>;

const user = z.object({
  id: z.string(),
  metadata: z.array(z.object({ key: z.string(), value: z.nullable(z.string()) })),
});
const parts = "id metadata { key value }";

export async function readMine(ask: Ask): Promise<Mine> {
  const shape = z.object({ me: z.nullable(user) });
  const { me } = await ask(`query Mine { me { ${parts} } }`, {}, shape);
  if (me === null) throw new Failure("UNAUTHENTICATED", "Nobody is signed in.");
  return mineOf(me);
}

export interface Outcome {
  /** What there is now; undefined where nothing was set. */
  readonly now: Mine | undefined;
  readonly userErrors: readonly UserError[];
}

/** Sets all of these or none. */
export async function setMine(
  ask: Ask,
  userId: string,
  values: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const mutation = `mutation SetMine($input: SetUserMetadataInput!) {
    setUserMetadata(input: $input) { user { ${parts} } userErrors { code message key } }
  }`;
  const entries = Array.from(values, ([key, value]) => ({ key, value }));
  const payload = z.object({ user: z.nullable(user), userErrors: z.array(userError) });
  const shape = z.object({ setUserMetadata: payload });
  const { setUserMetadata: done } = await ask(mutation, { input: { userId, entries } }, shape);
  return { now: done.user === null ? undefined : mineOf(done.user), userErrors: done.userErrors };
}

function mineOf({ id, metadata }: z.infer<typeof user>): Mine {
  return { id, metadata: new Map(metadata.map(({ key, value }) => [key, value])) };
}
