import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { Random } from "../random.js";
import type { OperationRequest } from "./execute-both.js";
import { userIds as stubUserIds } from "./stub-source.js";

const texts = [
  "",
  "key.0",
  "key.01",
  "__proto__",
  "constructor",
  "ünïcödé 🎈",
  "huge",
  'q"\\uote',
  "not there",
];
const oddValues: readonly unknown[] = [null, 7, -1, 1.5, true, "text", "", [], {}, [null], { __typename: 3 }];

/** The subgraph rejects a numeric id before it reaches graphql-js. */
const oddVariables = oddValues.filter((value) => typeof value !== "number");

/** Generates operations for a schema, with variables. Some have invalid arguments or variables. */
export class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #userIds: readonly string[];
  #names = 0;
  #declared: string[] = [];
  #fragments: string[] = [];
  #variables: Record<string, unknown> = {};

  constructor(schema: GraphQLSchema, random: Random, userIds: readonly string[] = stubUserIds) {
    this.#schema = schema;
    this.#random = random;
    this.#userIds = userIds;
  }

  next(): OperationRequest {
    this.#declared = [];
    this.#fragments = [];
    this.#variables = {};
    const isMutation = this.#random.chance(0.1);
    const root = isMutation ? this.#schema.getMutationType() : this.#schema.getQueryType();
    if (root === null || root === undefined) throw new TypeError("The schema has no root type.");
    const selection = this.#selectionOf(root, 0);
    const head = this.#declared.length > 0 ? `(${this.#declared.join(", ")})` : "";
    const operation = `${isMutation ? "mutation" : "query"} Main${head} ${selection}`;
    const other = this.#random.chance(0.1) ? "query Other { __typename }" : "";
    return {
      query: [operation, ...this.#fragments, other].join("\n"),
      variables: this.#variables,
      operationName: this.#random.chance(0.1)
        ? this.#random.one(["Main", "Other", "None"])
        : other === ""
          ? undefined
          : "Main",
      caller: this.#random.chance(0.85) ? "caller" : this.#random.one(["anonymous", "unchecked"]),
    };
  }

  #selectionOf(type: GraphQLNamedOutputType, depth: number): string {
    const count = 1 + this.#random.below(depth === 0 ? 2 : 4);
    return `{ ${Array.from({ length: count }, () => this.#fieldOf(type, depth)).join(" ")} }`;
  }

  #fieldOf(type: GraphQLNamedOutputType, depth: number): string {
    const chance = (probability: number): boolean => this.#random.chance(probability);
    if (chance(0.08)) return `${this.#alias()}__typename${this.#directive()}`;
    if (isAbstractType(type)) {
      const [of = type] = this.#schema.getPossibleTypes(type);
      return `... on ${of.name}${this.#directive()} ${this.#selectionOf(of, depth)}`;
    }
    if (depth < 6 && chance(0.1)) return `...${this.#directive()} ${this.#selectionOf(type, depth + 1)}`;
    if (depth < 6 && chance(0.1)) {
      const name = `F${++this.#names}`;
      this.#fragments.push(`fragment ${name} on ${type.name} ${this.#selectionOf(type, depth + 1)}`);
      return `...${name}${this.#directive()} ${chance(0.3) ? `...${name}` : ""}`;
    }
    if (!isObjectType(type)) throw new TypeError(`${type.name} has no fields.`);
    const field = this.#random.one(Object.values(type.getFields()));
    const args = field.args.flatMap((arg) => this.#argumentOf(arg));
    const alias = field.args.length > 0 || chance(0.2) ? this.#alias() : "";
    const result = getNamedType(field.type);
    const isComposite = isObjectType(result) || isAbstractType(result);
    const inner = isComposite ? ` ${this.#selectionOf(result, depth + 1)}` : "";
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}${this.#directive()}${inner}`;
  }

  #alias(): string {
    return this.#random.chance(0.03) ? "constructor: " : `a${++this.#names}: `;
  }

  #directive(): string {
    if (!this.#random.chance(0.12)) return "";
    const name = this.#random.one(["skip", "include"]);
    if (this.#random.chance(0.3)) return ` @${name}(if: ${String(this.#random.chance(0.5))})`;
    const variable = this.#declare("Boolean", this.#random.chance(0.3) ? " = true" : "!");
    if (this.#random.chance(0.9)) this.#variables[variable] = this.#random.chance(0.5);
    return ` @${name}(if: $${variable})`;
  }

  #declare(type: string, rest = ""): string {
    const name = `v${++this.#names}`;
    this.#declared.push(`$${name}: ${type}${rest}`);
    return name;
  }

  #argumentOf({ name, type, defaultValue }: GraphQLArgument): readonly string[] {
    const chance = (probability: number): boolean => this.#random.chance(probability);
    const isRequired = isNonNullType(type) && defaultValue === undefined;
    if (!isRequired && chance(0.4)) return [];
    if (chance(0.5)) return [`${name}: ${this.#literalOf(type)}`];
    const isDefaulted = chance(0.2);
    const variableType =
      isNonNullType(type) && (defaultValue !== undefined || isDefaulted) ? type.ofType : type;
    const variable = this.#declare(String(variableType), isDefaulted ? ` = ${this.#literalOf(type)}` : "");
    if (chance(0.85)) this.#variables[variable] = this.#valueOf(type);
    else if (chance(0.3)) this.#variables[variable] = this.#random.one(oddVariables);
    return [`${name}: $${variable}`];
  }

  #literalOf(type: GraphQLInputType): string {
    const value = this.#valueOf(type);
    return literal(value);
  }

  #valueOf(type: GraphQLInputType): unknown {
    const random = this.#random;
    if (isNonNullType(type)) return this.#valueOf(type.ofType) ?? this.#valueOf(type);
    if (random.chance(0.1)) return null;
    if (isListType(type)) return Array.from({ length: random.below(4) }, () => this.#valueOf(type.ofType));
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || random.chance(0.5),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#valueOf(field.type)]));
    }
    if (type.name === "ID") return random.one(this.#userIds);
    if (type.name === "Int") return random.chance(0.1) ? -1 : random.below(4);
    if (type.name === "Boolean") return random.chance(0.5);
    if (type.name === "_Any") return this.#representation();
    return random.one(texts);
  }

  #representation(): unknown {
    if (this.#random.chance(0.01)) return this.#random.one(oddValues);
    if (this.#random.chance(0.01)) return { __typename: "Other", id: "caller" };
    if (this.#random.chance(0.05)) return { __typename: "User", id: this.#random.one(oddValues) };
    return {
      __typename: "User",
      id: this.#random.one(this.#userIds.filter((id) => id !== "bug" || this.#random.chance(0.2))),
    };
  }
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${name}: ${literal(item)}`)
    .join(", ")} }`;
}
