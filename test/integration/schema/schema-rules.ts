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
  /** A schema that breaks the rule; the rule is worth nothing where it does not notice. */
  readonly violation: string;
  /** What breaks it. Such as can only be told from all of the schema. */
  readonly findViolations: (schema: DocumentNode) => readonly string[];
}

/** Types of objects that nobody asks for again: they are what a mutation answers. */
const withoutId = /^(Query|Mutation)$|(Payload|UserError)$/;

export const schemaRules: readonly SchemaRule[] = [
  {
    title: "has no type that nothing leads to",
    violation: "type Query { me: Int } type Lost { id: ID! }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const reached = reachableFrom(schema, ["Query", "Mutation"]);
      return typesOf(schema).filter((name) => !reached.has(name));
    },
  },
  {
    title: "has an `id: ID!` in every type of objects but answers of mutations, for caches to know them by",
    violation: "type UserMetadataEntry { key: String! }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const lines = new Set(elementsOf(schema).map(({ line }) => line));
      return schema.definitions
        .flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value] : []))
        .filter((name) => !withoutId.test(name) && !lines.has(`${name}.id: ID!`));
    },
  },
  {
    title: "has nothing twice",
    violation: "enum E { GONE GONE }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const coordinates = elementsOf(schema).map(({ coordinate }) => coordinate);
      return coordinates.filter((coordinate, index) => coordinates.indexOf(coordinate) !== index);
    },
  },
  {
    title: "describes what only we declare in descriptions, not in comments",
    violation: "# Of an application.\ninput UserMetadataFilter { a: Int }",
    findViolations: (schema: DocumentNode): readonly string[] => {
      const found: string[] = [];
      visit(schema, {
        enter(node) {
          const name = "name" in node ? node.name.value : undefined;
          if (name !== undefined && isCommented(node.loc)) found.push(name);
        },
      });
      return found.filter((name) => !mayHaveComment.has(name));
    },
  },
];

const mayHaveComment = new Set([...sharedCoordinates].map((coordinate) => coordinate.split(".").at(-1)));

/** Whether the line before it is a comment of its own. */
function isCommented(at: Location | undefined): boolean {
  const before = at?.startToken.prev;
  return before?.kind === TokenKind.COMMENT && before.line === (at?.startToken.line ?? 0) - 1;
}

function typesOf({ definitions }: DocumentNode): readonly string[] {
  return definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value);
}

function reachableFrom(schema: DocumentNode, names: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const definition = schema.definitions.find(
      (node) => isTypeDefinitionNode(node) && node.name.value === name,
    );
    if (definition !== undefined) pending.push(...namedIn(definition));
  }
  return reached;
}

function namedIn(definition: DefinitionNode): readonly string[] {
  const names: string[] = [];
  visit(definition, { NamedType: ({ name }) => void names.push(name.value) });
  return names;
}
