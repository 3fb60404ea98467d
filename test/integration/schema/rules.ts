import { Kind, print, type TypeNode } from "graphql";
import { shared } from "./contract.js";
import type { SchemaElement } from "./elements.js";

export interface Rule {
  readonly rule: string;
  /** A schema that breaks the rule; the rule is worth nothing where it does not notice. */
  readonly breach: string;
  /** The elements that break it. */
  readonly isBroken: (element: SchemaElement) => boolean;
}

/** Lists that may be absent as a whole, and why. */
const nullableLists: Readonly<Record<string, string>> = {
  "User.metadata": "null, with an error, when they could not be read",
  "User.metadataMap(keys:)": "all keys when absent",
  "UserMetadataFilter.keys": "no condition when absent",
  "UserMetadataUserError.field": "null when it is about no part of the input",
};

const isOurs = ({ coordinate }: SchemaElement): boolean => !shared.has(coordinate);

export const rules: readonly Rule[] = [
  {
    rule: "describes every type, field, argument, input field and enum value that only we declare",
    breach: "type User { id: ID! metadata: Int }",
    isBroken: (element) => isOurs(element) && (element.description ?? "").trim() === "",
  },
  {
    rule: "says nothing of what other subgraphs declare, too",
    breach: '"A person." type User @key(fields: "id") { id: ID! }',
    isBroken: (element) => !isOurs(element) && element.description !== undefined,
  },
  {
    rule: "has no directive but @key on the User",
    breach: 'scalar DateTime @tag(name: "ours")',
    isBroken: ({ coordinate, directives }) =>
      directives.some((directive) => coordinate !== "User" || !directive.startsWith("@key(")),
  },
  {
    rule: "has UserMetadata in the name of every type that only we declare",
    breach: "input KeyFilter { a: Int }",
    isBroken: (element) =>
      element.kind === "type" && isOurs(element) && !element.name.includes("UserMetadata"),
  },
  {
    rule: "names types in PascalCase",
    breach: "scalar userMetadata",
    isBroken: ({ kind, name }) => kind === "type" && !/^([A-Z][a-z0-9]+)+$|^JSON$/.test(name),
  },
  {
    rule: "names fields, arguments and input fields in camelCase",
    breach: "type User { meta_data: Int }",
    isBroken: ({ kind, name }) =>
      kind !== "type" && kind !== "enum value" && !/^[a-z]+([A-Z][a-z0-9]*|[0-9]+)*$/.test(name),
  },
  {
    rule: "names enum values in UPPER_CASE",
    breach: "enum E { notFound }",
    isBroken: ({ kind, name }) => kind === "enum value" && !/^[A-Z]+(_[A-Z]+)*$/.test(name),
  },
  {
    rule: "does not repeat the type's name in a field's",
    breach: "type UserMetadataEntry { userMetadataEntryKey: String }",
    isBroken: ({ coordinate, name }) =>
      name !== coordinate && name.toLowerCase().startsWith((coordinate.split(".")[0] ?? "").toLowerCase()),
  },
  {
    rule: "does not say in a name what the schema says: no get…, …Query, …Type, …Enum",
    breach: "type Query { getUser: User }",
    isBroken: ({ kind, coordinate, name }) =>
      (kind === "type" && /^(Enum|Type|Interface|Union)(?=[A-Z])|(Enum|Type|Interface|Union)$/.test(name)) ||
      (/^(Query|Mutation)\.\w+$/.test(coordinate) &&
        /^(get|query|mutation)(?=[A-Z])|(Query|Mutation)$/.test(name)),
  },
  {
    rule: "has no list that holds null",
    breach: "type User { keys: [String]! }",
    isBroken: ({ type }) => type !== undefined && holdsNull(type),
  },
  {
    rule: "has no list that is null, but for a reason",
    breach: "type User { keys: [String!] }",
    isBroken: ({ coordinate, type }) =>
      type?.kind === Kind.LIST_TYPE && nullableLists[coordinate] === undefined,
  },
  {
    rule: "has null for what can fail: root fields, and of the User all but the key",
    breach: "type Query { me: User! }",
    isBroken: ({ kind, coordinate, type }) =>
      kind === "field" &&
      /^(Query|Mutation|User)\./.test(coordinate) &&
      coordinate !== "User.id" &&
      type?.kind === Kind.NON_NULL_TYPE,
  },
  {
    rule: "has an ID wherever an id is meant",
    breach: "input I { userId: String! }",
    isBroken: ({ name, type }) =>
      type !== undefined && /^ids?$|Ids?$/.test(name) !== (namedType(type) === "ID"),
  },
  {
    rule: "names mutations verb + UserMetadata, each with its own Payload",
    breach: "type Mutation { updateMetadata: UpdateMetadataPayload }",
    isBroken: ({ kind, coordinate, name, type }) =>
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
