/** The type of values that other fields and lists are made of. */
export type ScalarType =
  | { readonly kind: "text" }
  | { readonly kind: "dateTime" }
  /** Texts that are names of GraphQL enum values. */
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "boolean" }
  /** An integer of 32 bits. */
  | { readonly kind: "int" }
  /** A number; `isInteger`: of at most 53 bits, without a fraction. */
  | { readonly kind: "float"; readonly isInteger: boolean }
  /** An integer of any size, as decimal digits. */
  | { readonly kind: "digits" };

/** How values of a key appear in GraphQL. */
export type ValueType =
  | ScalarType
  | { readonly kind: "list"; readonly of: ScalarType }
  /** Any JSON value. */
  | { readonly kind: "json" };

/** Why a value does not fit. `path`: the place within the value, from the outside in. */
export interface ValueProblem {
  /** For the person who entered the value. */
  readonly message: string;
  /** The message without names of properties, for logs. */
  readonly summary: string;
  readonly path: readonly string[];
}

/** A metadata key whose values have a JSON Schema. */
export interface TypedKey {
  readonly key: string;
  /** The name of its field in GraphQL. */
  readonly field: string;
  readonly type: ValueType;
  /** The JSON Schema of its values, with the definitions that it refers to. */
  readonly schema: unknown;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly isRequired: boolean;
  /** Whether no two users may have the same value. */
  readonly isUnique: boolean;
  /** The GraphQL value of users without an entry; undefined: none. */
  readonly default: unknown;
  /** The problem of a parsed value, or undefined if it matches the schema. */
  readonly findProblem: (value: unknown) => ValueProblem | undefined;
}

/** The keys that METADATA_SCHEMA defines. */
export interface TypedKeys {
  readonly all: readonly TypedKey[];
  readonly byKey: ReadonlyMap<string, TypedKey>;
  /** Whether other keys may be set. */
  readonly allowsOtherKeys: boolean;
}

/** The stored form of these types is the text itself; that of all others is JSON. */
export function isText({ kind }: ValueType): boolean {
  return kind === "text" || kind === "dateTime" || kind === "enum";
}
