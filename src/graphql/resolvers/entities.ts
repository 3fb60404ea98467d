import { Failure } from "../../lib/failure.js";
import { readUserId } from "../../metadata/user-id.js";
import type { RequestContext } from "../context.js";

/** A representation that a router sends, as it comes: any JSON. */
type Representation = unknown;

interface Entity {
  readonly __typename: "User";
  readonly id: string;
}

/**
 * `_entities` of the federation: what a router sends goes back as it came, without a call. A representation that makes no
 * sense fails alone; one of a type that is not ours means that the router has another schema, so the whole request fails.
 */
export function entities(
  _: unknown,
  { representations }: { readonly representations: readonly Representation[] },
  context: RequestContext,
): readonly (Entity | Error)[] {
  context.representations.take(representations.length);
  for (const representation of representations) requireUser(representation);
  return representations.map((representation) => {
    try {
      return {
        __typename: "User",
        id: readUserId(propertyOf(representation, "id"), "The id of a User representation"),
      };
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  });
}

function requireUser(representation: Representation): void {
  const typename = propertyOf(representation, "__typename");
  if (typename === "User") return;
  const found = typeof typename === "string" ? `the __typename ${JSON.stringify(typename)}` : "no __typename";
  throw new Failure(
    "BAD_USER_INPUT",
    `A representation has ${found}; this subgraph has the entity User only.`,
  );
}

function propertyOf(representation: Representation, name: string): unknown {
  if (typeof representation !== "object" || representation === null) return undefined;
  return Object.getOwnPropertyDescriptor(representation, name)?.value;
}
