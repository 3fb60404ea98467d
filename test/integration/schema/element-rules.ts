import { Kind, print, type TypeNode } from "graphql";
import { sharedCoordinates } from "./contract.js";
import type { SchemaElement } from "./elements.js";

export interface ElementRule {
  readonly title: string;
  /** A schema that breaks the rule; the rule is worth nothing where it does not notice. */
  readonly violation: string;
  /** The elements that break it. */
  readonly isViolated: (element: SchemaElement) => boolean;
}

/** Lists that may be absent as a whole, and why. */
const nullableLists: Readonly<Record<string, string>> = {
  "User.metadata": "null, with an error, when they could not be read",
  "User.metadataMap(keys:)": "all keys when absent",
  "UserMetadataFilter.keys": "no condition when absent",
  "UserMetadataUserError.field": "null when it is about no part of the input",
};

const isOwn = ({ coordinate }: SchemaElement): boolean => !sharedCoordinates.has(coordinate);

export const elementRules: readonly ElementRule[] = [
  {
    title: "describes every type, field, argument, input field and enum value that only we declare",
    violation: "type User { id: ID! metadata: Int }",
    isViolated: (element) => isOwn(element) && (element.description ?? "").trim() === "",
  },
  {
    title: "says nothing of what other subgraphs declare, too",
    violation: '"A person." type User @key(fields: "id") { id: ID! }',
    isViolated: (element) => !isOwn(element) && element.description !== undefined,
  },
  {
    title: "has no directive but @key on the User",
    violation: 'scalar DateTime @tag(name: "ours")',
    isViolated: ({ coordinate, directives }) =>
      directives.some((directive) => coordinate !== "User" || !directive.startsWith("@key(")),
  },
  {
    title: "has UserMetadata in the name of every type that only we declare",
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
    title: "does not repeat the type's name in a field's",
    violation: "type UserMetadataEntry { userMetadataEntryKey: String }",
    isViolated: ({ coordinate, name }) =>
      name !== coordinate && name.toLowerCase().startsWith((coordinate.split(".")[0] ?? "").toLowerCase()),
  },
  {
    title: "does not say in a name what the schema says: no get…, …Query, …Type, …Enum",
    violation: "type Query { getUser: User }",
    isViolated: ({ kind, coordinate, name }) =>
      (kind === "type" && /^(Enum|Type|Interface|Union)(?=[A-Z])|(Enum|Type|Interface|Union)$/.test(name)) ||
      (/^(Query|Mutation)\.\w+$/.test(coordinate) &&
        /^(get|query|mutation)(?=[A-Z])|(Query|Mutation)$/.test(name)),
  },
  {
    title: "has no list that holds null",
    violation: "type User { keys: [String]! }",
    isViolated: ({ type }) => type !== undefined && holdsNull(type),
  },
  {
    title: "has no list that is null, but for a reason",
    violation: "type User { keys: [String!] }",
    isViolated: ({ coordinate, type }) =>
      type?.kind === Kind.LIST_TYPE && nullableLists[coordinate] === undefined,
  },
  {
    title: "has null for what can fail: root fields, and of the User all but the key",
    violation: "type Query { me: User! }",
    isViolated: ({ kind, coordinate, type }) =>
      kind === "field" &&
      /^(Query|Mutation|User)\./.test(coordinate) &&
      coordinate !== "User.id" &&
      type?.kind === Kind.NON_NULL_TYPE,
  },
  {
    title: "has an ID wherever an id is meant",
    violation: "input I { userId: String! }",
    isViolated: ({ name, type }) =>
      type !== undefined && /^ids?$|Ids?$/.test(name) !== (namedType(type) === "ID"),
  },
  {
    title: "names mutations verb + UserMetadata, each with its own Payload",
    violation: "type Mutation { updateMetadata: UpdateMetadataPayload }",
    isViolated: ({ kind, coordinate, name, type }) =>
      kind === "field" &&
      coordinate.startsWith("Mutation.") &&
      !(
        /^(set|delete)UserMetadata$/.test(name) &&
        type !== undefined &&
        print(type) === `${pascal(name)}Payload`
      ),
  },
];

function holdsNull(type: TypeNode): boolean {
  if (type.kind === Kind.NAMED_TYPE) return false;
  return (type.kind === Kind.LIST_TYPE && type.type.kind !== Kind.NON_NULL_TYPE) || holdsNull(type.type);
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
