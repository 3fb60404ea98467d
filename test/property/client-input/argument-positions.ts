import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** An argument, or a part of one, and the operation around it. */
export interface ArgumentPosition {
  /** For example `Query.user(id:)` or `Mutation.setUserMetadata(input:).entries[].key`. */
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly hasDefault: boolean;
  /** A valid value in GraphQL syntax. */
  readonly example: string;
  readonly kind: "query" | "mutation";
  /** The selection of the operation with this value at the position. */
  readonly select: (value: string) => string;
}

const maxDepth = 4;

/** All arguments of the schema, with all fields of their input types and items of their lists. */
export function findArgumentPositions(
  schema: GraphQLSchema,
  examples: Readonly<Record<string, string>>,
): readonly ArgumentPosition[] {
  const positions: ArgumentPosition[] = [];

  function exampleOf(type: GraphQLInputType): string {
    if (isNonNullType(type)) return exampleOf(type.ofType);
    if (isListType(type)) return `[${exampleOf(type.ofType)}]`;
    if (isEnumType(type)) return type.getValues()[0]?.name ?? "null";
    if (isInputObjectType(type)) return objectOf(type, {});
    return examples[type.name] ?? '"text"';
  }

  /** An input object with its required fields, and these. */
  function objectOf(type: GraphQLInputType, fields: Readonly<Record<string, string>>): string {
    if (!isInputObjectType(type)) throw new TypeError(`${String(type)} is not an input object.`);
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    const values = {
      ...Object.fromEntries(required.map(({ name, type }) => [name, exampleOf(type)])),
      ...fields,
    };
    return `{ ${Object.entries(values)
      .map(([name, value]) => `${name}: ${value}`)
      .join(", ")} }`;
  }

  function addPosition(position: Omit<ArgumentPosition, "example">, depth = 0): void {
    const { name, type, select } = position;
    positions.push({ ...position, example: exampleOf(type) });
    if (depth >= maxDepth) return;
    const nullable = isNonNullType(type) ? type.ofType : type;
    const inner = { kind: position.kind, hasDefault: false };
    if (isListType(nullable)) {
      const item = (value: string): string => select(`[${value}]`);
      addPosition({ ...inner, name: `${name}[]`, type: nullable.ofType, select: item }, depth + 1);
    } else if (isInputObjectType(nullable)) {
      for (const field of Object.values(nullable.getFields())) {
        const inField = (value: string): string => select(objectOf(nullable, { [field.name]: value }));
        const hasDefault = field.defaultValue !== undefined;
        addPosition(
          { ...inner, hasDefault, name: `${name}.${field.name}`, type: field.type, select: inField },
          depth + 1,
        );
      }
    }
  }

  function addField(
    kind: ArgumentPosition["kind"],
    parent: string,
    field: GraphQLField<unknown, unknown>,
    wrap: (selection: string) => string,
    visited: ReadonlySet<string>,
  ): void {
    const required = field.args.filter(({ type }) => isNonNullType(type));
    const examplesOfArguments = Object.fromEntries(required.map(({ name, type }) => [name, exampleOf(type)]));
    const call = (values: Readonly<Record<string, string>>, inner: string): string => {
      const list = Object.entries({ ...examplesOfArguments, ...values }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      return wrap(`${field.name}${list.length > 0 ? `(${list.join(", ")})` : ""}${inner}`);
    };
    const result = getNamedType(field.type);
    const leaf = isLeafType(result) ? "" : " { __typename }";
    for (const { name, type, defaultValue } of field.args) {
      addPosition({
        kind,
        name: `${parent}.${field.name}(${name}:)`,
        type,
        hasDefault: defaultValue !== undefined,
        select: (value) => call({ [name]: value }, leaf),
      });
    }
    addFields(kind, result, (selection) => call({}, ` { ${selection} }`), visited);
  }

  function addFields(
    kind: ArgumentPosition["kind"],
    type: GraphQLNamedType,
    wrap: (selection: string) => string,
    visited: ReadonlySet<string>,
  ): void {
    if (visited.has(type.name)) return;
    if (isAbstractType(type)) {
      for (const possible of schema.getPossibleTypes(type)) {
        addFields(kind, possible, (selection) => wrap(`... on ${possible.name} { ${selection} }`), visited);
      }
    } else if (isObjectType(type)) {
      const visitedTypes = new Set([...visited, type.name]);
      for (const field of Object.values(type.getFields()))
        addField(kind, type.name, field, wrap, visitedTypes);
    }
  }

  const root = (selection: string): string => selection;
  for (const [kind, type] of [
    ["query", schema.getQueryType()],
    ["mutation", schema.getMutationType()],
  ] as const) {
    if (type !== null && type !== undefined) addFields(kind, type, root, new Set());
  }
  const isIncluded =
    (kind: ArgumentPosition["kind"], name: string): ((value: string) => string) =>
    (value) =>
      kind === "query" ? `__typename @${name}(if: ${value})` : value;
  const boolean = schema.getDirective("include")?.args[0]?.type;
  if (boolean !== undefined) {
    for (const name of ["include", "skip"]) {
      const select = isIncluded("query", name);
      addPosition({ kind: "query", name: `@${name}(if:)`, type: boolean, hasDefault: false, select });
    }
  }
  return positions;
}
