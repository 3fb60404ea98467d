import {
  type DefinitionNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  type Location,
  TokenKind,
  visit,
} from "graphql";
import { sharedCoordinates } from "./contract.js";
import { elementsOf } from "./elements.js";

export interface SchemaRule {
  readonly title: string;
  /** A schema that violates the rule, to check that the rule detects it. */
  readonly violation: string;
  /** Names of the violating elements, which only the whole schema reveals. */
  readonly findViolations: (schema: DocumentNode) => readonly string[];
}

/** Object types without an id: root types, payloads and errors of mutations. */
const withoutId = /^(Query|Mutation)$|(Payload|UserError)$/;

export const schemaRules: readonly SchemaRule[] = [
  {
    title: "has no unreachable type",
    violation: "type Query { me: Int } type Lost { id: ID! }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const reachable = reachableFrom(schema, ["Query", "Mutation"]);
      return typesOf(schema).filter((name) => !reachable.has(name));
    },
  },
  {
    title: "has an `id: ID!` in every object type except payloads of mutations, for client caches",
    violation: "type UserMetadataEntry { key: String! }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const lines = new Set(elementsOf(schema).map(({ line }) => line));
      return schema.definitions
        .flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value] : []))
        .filter((name) => !withoutId.test(name) && !lines.has(`${name}.id: ID!`));
    },
  },
  {
    title: "has no duplicate element",
    violation: "enum E { SAME SAME }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const coordinates = elementsOf(schema).map(({ coordinate }) => coordinate);
      return coordinates.filter((coordinate, index) => coordinates.indexOf(coordinate) !== index);
    },
  },
  {
    title: "uses descriptions instead of comments for elements that only this subgraph declares",
    violation: "# A filter.\ninput UserMetadataFilter { a: Int }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const commented: string[] = [];
      visit(schema, {
        enter(node) {
          const name = "name" in node ? node.name.value : undefined;
          if (name !== undefined && isCommented(node.loc)) commented.push(name);
        },
      });
      return commented.filter((name) => !mayHaveComment.has(name));
    },
  },
];

const mayHaveComment = new Set([...sharedCoordinates].map((coordinate) => coordinate.split(".").at(-1)));

/** Whether the preceding line is a comment. */
function isCommented(at: Location | undefined): boolean {
  const before = at?.startToken.prev;
  return before?.kind === TokenKind.COMMENT && before.line === (at?.startToken.line ?? 0) - 1;
}

function typesOf({ definitions }: DocumentNode): readonly string[] {
  return definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value);
}

function reachableFrom(schema: DocumentNode, names: readonly string[]): ReadonlySet<string> {
  const reachable = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reachable.has(name)) continue;
    reachable.add(name);
    const definition = schema.definitions.find(
      (node) => isTypeDefinitionNode(node) && node.name.value === name,
    );
    if (definition !== undefined) pending.push(...namedTypesIn(definition));
  }
  return reachable;
}

function namedTypesIn(definition: DefinitionNode): readonly string[] {
  const names: string[] = [];
  visit(definition, { NamedType: ({ name }) => void names.push(name.value) });
  return names;
}
