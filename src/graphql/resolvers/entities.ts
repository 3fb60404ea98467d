import { Failure } from "../../lib/failure.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { RequestContext } from "../context/context.js";
import type { LookupKey } from "../federation/search-fields.js";
import type { UserEntity } from "../federation/user-entity.js";
import type { OperationInfo } from "../selection.js";
import { lookUp } from "./lookup.js";

/** A representation as the router sent it: any JSON value. */
type Representation = unknown;

export interface Entity {
  readonly __typename: string;
  readonly id: string;
}

type Resolved = Entity | Error | null;

export type Entities = (
  parent: unknown,
  args: { readonly representations: readonly Representation[] },
  context: RequestContext,
  info: OperationInfo,
) => readonly Resolved[] | Promise<readonly Resolved[]>;

/**
 * Resolves Federation's `_entities`. By user id it takes no call to ZITADEL: a valid id is enough. By the second
 * key, one search finds the users of all representations. An invalid key fails only its own representation. An
 * unexpected `__typename` fails the whole request: the router uses another schema.
 */
export function createEntities({ type, key }: UserEntity, lookup: LookupKey | undefined): Entities {
  const idName = `The ${key} of a representation of ${type}`;

  function byId(representation: Representation): Entity | Error {
    try {
      return { __typename: type, id: parseUserId(propertyOf(representation, key), idName) };
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  }

  /** The value of the second key; undefined if the representation has the user id. */
  function lookupValueOf(representation: Representation, field: string): string | undefined {
    if (propertyOf(representation, key) !== undefined) return undefined;
    const value = propertyOf(representation, field);
    return typeof value === "string" && value.isWellFormed() ? value : undefined;
  }

  return (_, { representations }, context, info) => {
    context.representationQuota.charge(representations.length);
    for (const representation of representations) requireType(type, representation);
    if (lookup === undefined) return representations.map(byId);
    const values = representations.map((representation) => lookupValueOf(representation, lookup.field));
    const given = values.filter((value) => value !== undefined);
    if (given.length === 0) return representations.map(byId);
    return lookUp(lookup, given, context, info).then((users) =>
      representations.map((representation, n) => {
        const value = values[n];
        if (value === undefined) return byId(representation);
        const user = users.get(value) ?? null;
        return user === null || user instanceof Failure ? user : { __typename: type, id: user.id };
      }),
    );
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
  // Own properties only: the key may have a name that every object inherits.
  return isObject(representation) && Object.hasOwn(representation, name) ? representation[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
