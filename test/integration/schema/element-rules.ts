import { Kind, print, type TypeNode } from "graphql";
import { sharedCoordinates } from "./contract.js";
import type { SchemaElement } from "./elements.js";

export interface ElementRule {
  readonly title: string;
  /** A schema that violates the rule, to check that the rule detects it. */
  readonly violation: string;
  /** Whether the element violates the rule. */
  readonly isViolated: (element: SchemaElement) => boolean;
}

/** Nullable lists, and the meaning of null. */
const nullableLists: Readonly<Record<string, string>> = {
  "User.metadata": "null, with an error, if the metadata could not be read",
  "User.metadataMap(keys:)": "all keys if absent",
  "UserMetadataFilter.keys": "no condition if absent",
  "UserMetadataUserError.field": "null if the error concerns no part of the input",
};

const isOwn = ({ coordinate }: SchemaElement): boolean => !sharedCoordinates.has(coordinate);

export const elementRules: readonly ElementRule[] = [
  {
    title:
      "describes every type, field, argument, input field and enum value that only this subgraph declares",
    violation: "type User { id: ID! metadata: Int }",
    isViolated: (element) => isOwn(element) && (element.description ?? "").trim() === "",
  },
  {
    title: "describes no element that other subgraphs declare, too",
    violation: '"A person." type User @key(fields: "id") { id: ID! }',
    isViolated: (element) => !isOwn(element) && element.description !== undefined,
  },
  {
    title: "has no directive except @key on User",
    violation: 'scalar DateTime @tag(name: "ours")',
    isViolated: ({ coordinate, directives }) =>
      directives.some((directive) => coordinate !== "User" || !directive.startsWith("@key(")),
  },
  {
    title: "has UserMetadata in the name of every type that only this subgraph declares",
    violation: "input KeyFilter { a: Int }",
    isViolated: (element) =>
      element.kind === "type" && isOwn(element) && !element.name.includes("UserMetadata"),
  },
  {
    title: "names types in PascalCase",
    violation: "scalar userMetadata",
    isViolated: ({ kind, name }) => kind === "type" && !/^([A-Z][a-z0-9]+)+$|^JSON$/.test(name),
  },
  {
    title: "names fields, arguments and input fields in camelCase",
    violation: "type User { meta_data: Int }",
    isViolated: ({ kind, name }) =>
      kind !== "type" && kind !== "enum value" && !/^[a-z]+([A-Z][a-z0-9]*|[0-9]+)*$/.test(name),
  },
  {
    title: "names enum values in UPPER_CASE",
    violation: "enum E { notFound }",
    isViolated: ({ kind, name }) => kind === "enum value" && !/^[A-Z]+(_[A-Z]+)*$/.test(name),
  },
  {
    title: "does not repeat the type's name in field names",
    violation: "type UserMetadataEntry { userMetadataEntryKey: String }",
    isViolated: ({ coordinate, name }) =>
      name !== coordinate && name.toLowerCase().startsWith((coordinate.split(".")[0] ?? "").toLowerCase()),
  },
  {
    title: "has no redundant affixes in names: no get…, …Query, …Type, …Enum",
    violation: "type Query { getUser: User }",
    isViolated: ({ kind, coordinate, name }) =>
      (kind === "type" && /^(Enum|Type|Interface|Union)(?=[A-Z])|(Enum|Type|Interface|Union)$/.test(name)) ||
      (/^(Query|Mutation)\.\w+$/.test(coordinate) &&
        /^(get|query|mutation)(?=[A-Z])|(Query|Mutation)$/.test(name)),
  },
  {
    title: "has no list of nullable items",
    violation: "type User { keys: [String]! }",
    isViolated: ({ type }) => type !== undefined && hasNullableItems(type),
  },
  {
    title: "has no nullable list without a documented meaning",
    violation: "type User { keys: [String!] }",
    isViolated: ({ coordinate, type }) =>
      type?.kind === Kind.LIST_TYPE && nullableLists[coordinate] === undefined,
  },
  {
    title: "has nullable types for fields that can fail: root fields, and all fields of User except the key",
    violation: "type Query { me: User! }",
    isViolated: ({ kind, coordinate, type }) =>
      kind === "field" &&
      /^(Query|Mutation|User)\./.test(coordinate) &&
      coordinate !== "User.id" &&
      type?.kind === Kind.NON_NULL_TYPE,
  },
  {
    title: "uses ID for fields and arguments named id, and for no others",
    violation: "input I { userId: String! }",
    isViolated: ({ name, type }) =>
      type !== undefined && /^ids?$|Ids?$/.test(name) !== (namedType(type) === "ID"),
  },
  {
    title: "names mutations verb + UserMetadata, each with a Payload of its own",
    violation: "type Mutation { updateMetadata: UpdateMetadataPayload }",
    isViolated: ({ kind, coordinate, name, type }) =>
      kind === "field" &&
      coordinate.startsWith("Mutation.") &&
      !(
        /^(set|delete|update)UserMetadata$/.test(name) &&
        type !== undefined &&
        print(type) === `${pascal(name)}Payload`
      ),
  },
];

function hasNullableItems(type: TypeNode): boolean {
  if (type.kind === Kind.NAMED_TYPE) return false;
  return (
    (type.kind === Kind.LIST_TYPE && type.type.kind !== Kind.NON_NULL_TYPE) || hasNullableItems(type.type)
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
