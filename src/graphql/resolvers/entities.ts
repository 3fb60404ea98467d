import { Failure } from "../../lib/failure.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { RequestContext } from "../context/context.js";
import type { UserEntity } from "../federation/user-entity.js";

/** A representation as the router sent it: any JSON value. */
type Representation = unknown;

interface Entity {
  readonly __typename: string;
  readonly id: string;
}

type Entities = (
  parent: unknown,
  args: { readonly representations: readonly Representation[] },
  context: RequestContext,
) => readonly (Entity | Error)[];

/**
 * Resolves Federation's `_entities` without a call to ZITADEL: a valid id is enough. An invalid id fails only
 * its own representation. An unexpected `__typename` fails the whole request: the router uses another schema.
 */
export function createEntities({ type, key }: UserEntity): Entities {
  return (_, { representations }, context) => {
    context.representationQuota.charge(representations.length);
    for (const representation of representations) requireType(type, representation);
    return representations.map((representation) => {
      try {
        const id = parseUserId(propertyOf(representation, key), `The ${key} of a representation of ${type}`);
        return { __typename: type, id };
      } catch (error) {
        if (error instanceof Failure) return error;
        throw error;
      }
    });
  };
}

function requireType(type: string, representation: Representation): void {
  const typename = propertyOf(representation, "__typename");
  if (typename === type) return;
  const actual =
    typeof typename === "string" ? `the __typename ${JSON.stringify(typename)}` : "no __typename";
  throw new Failure(
    "BAD_USER_INPUT",
    `A representation has ${actual}, but this subgraph has the entity ${type} only. Compose the supergraph with its current schema.`,
  );
}

function propertyOf(representation: Representation, name: string): unknown {
  if (typeof representation !== "object" || representation === null) return undefined;
  // Own properties only: the key may have a name that every object inherits.
  return Object.getOwnPropertyDescriptor(representation, name)?.value;
}
