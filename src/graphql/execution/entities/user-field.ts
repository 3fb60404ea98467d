import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from "graphql";
import type { VisibleEntries } from "../../../access/guarded-source.js";
import type {
  RequireFields,
  UserMetadataArgs,
  UserMetadataEntryArgs,
  UserMetadataMapArgs,
} from "../../generated/types.js";
import type { OperationInfo } from "../../selection.js";
import { type CollectedFields, collectFields } from "../../collect-fields.js";

/** Called for an error within a field; `path` leads to it from there. */
export type OnError = (
  path: readonly (string | number)[],
  nodes: readonly FieldNode[],
  error: unknown,
) => void;

/** What writes a field of users as JSON. */
export type UserField =
  | { readonly kind: "id" }
  | { readonly kind: "constant"; readonly json: string }
  | {
      readonly kind: "entries";
      /** May stop after more than `maxLength` characters. */
      readonly write: (visible: VisibleEntries, onError: OnError, maxLength: number) => string;
      /** The keys for which the JSON depends on the caller's right to read them even without an entry. */
      readonly defaultKeys: readonly string[];
      /** Number of fields within the field. */
      readonly size: number;
    };

/** A field as an operation selects it. */
export interface SelectedField {
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly field: GraphQLField<unknown, unknown>;
  readonly schema: GraphQLSchema;
  readonly info: OperationInfo;
}

/** Returns undefined if graphql-js must execute the field. Throws a GraphQLError for an invalid argument. */
export type CompileField = (selected: SelectedField) => UserField | undefined;

/** The types are generated from the schema, by which graphql-js checks arguments. */
export interface Arguments {
  readonly metadata: RequireFields<UserMetadataArgs, "offset">;
  readonly metadataEntry: UserMetadataEntryArgs;
  readonly metadataMap: UserMetadataMapArgs;
}

/** The arguments of a field that has this name in the contract. */
export function argumentsOf<Name extends keyof Arguments>(
  _: Name,
  { field, node, info }: SelectedField,
): Arguments[Name] {
  // graphql-js returns arguments of any field; see `Arguments`.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  return getArgumentValues(field, node, info.variableValues) as unknown as Arguments[Name];
}

/** The type of the objects in a field, and what the operation selects of it. */
export function subfieldsOf({ field, nodes, schema, info }: SelectedField): {
  readonly type: GraphQLObjectType;
  readonly selected: CollectedFields;
} {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError(`${field.name} has no subfields`);
  const selectionSets = nodes.map(({ selectionSet }) => selectionSet);
  return { type, selected: collectFields(schema, info, type, selectionSets) };
}
