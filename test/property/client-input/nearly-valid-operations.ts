import { type GraphQLSchema, isNonNullType, parseValue, valueFromASTUntyped } from "graphql";
import { Generator } from "../differential/generator.js";
import type { Random } from "../random.js";
import { type ArgumentPosition, findArgumentPositions } from "./argument-positions.js";
import { replacePart } from "./odd-values.js";

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Generates operations that are valid, or invalid in their variables. They use the arguments of the schema one after the other. */
export class NearlyValidOperations {
  readonly #random: Random;
  readonly #generator: Generator;
  readonly #positions: readonly ArgumentPosition[];
  #count = 0;

  constructor(schema: GraphQLSchema, random: Random, userIds: readonly string[]) {
    this.#random = random;
    this.#generator = new Generator(schema, random, userIds);
    const id = JSON.stringify(userIds[0]);
    this.#positions = findArgumentPositions(schema, {
      ID: id,
      Int: "1",
      Boolean: "true",
      _Any: `{ __typename: "User", id: ${id} }`,
    });
  }

  next(): Operation {
    const count = this.#count++;
    if (count % 3 === 2) return this.#generated();
    const position = this.#positions[(count - Math.floor(count / 3)) % this.#positions.length];
    if (position === undefined) throw new RangeError("The schema has no arguments.");
    return this.#withVariable(position);
  }

  /** A generated operation, with replaced parts of its variables. */
  #generated(): Operation {
    const { query, variables = {} } = this.#generator.next();
    const entries = Object.entries(variables).map(([name, value]) => [
      name,
      this.#random.chance(0.5) ? replacePart(value, this.#random) : value,
    ]);
    return { query, variables: Object.fromEntries(entries) };
  }

  #withVariable({ kind, type, hasDefault, example, select }: ArgumentPosition): Operation {
    const random = this.#random;
    const nullable = String(isNonNullType(type) ? type.ofType : type);
    const declaration = random.one([
      `${nullable}!`,
      `${nullable} = ${example}`,
      `${nullable}! = ${example}`,
      ...(isNonNullType(type) && !hasDefault ? [] : [nullable, `${nullable} = null`]),
    ]);
    const query = `${kind} Position($v: ${declaration}) { ${select("$v")} }`;
    const valid = valueFromASTUntyped(parseValue(example));
    if (random.chance(0.1)) return { query, variables: {} };
    return { query, variables: { v: random.chance(0.15) ? valid : replacePart(valid, random) } };
  }
}
