/** Completes a sentence that starts with "the value". */
interface Requirement {
  readonly requirement: string;
  /** The same without names of properties, which may come from the value. */
  readonly general?: string;
}

type Params = Readonly<Record<string, unknown>>;

const maxListed = 10;

/** What a keyword of JSON Schema requires, in words, by the parameters of Ajv's error. */
const requirements: Readonly<Record<string, (params: Params) => Requirement>> = {
  type: ({ type }) => ({ requirement: `must be of type ${[type].flat().join(" or ")}` }),
  enum: ({ allowedValues }) => ({ requirement: `must be one of ${list(allowedValues)}` }),
  const: ({ allowedValue }) => ({ requirement: `must be ${JSON.stringify(allowedValue)}` }),
  minimum: ({ limit }) => ({ requirement: `must be at least ${String(limit)}` }),
  maximum: ({ limit }) => ({ requirement: `must be at most ${String(limit)}` }),
  exclusiveMinimum: ({ limit }) => ({ requirement: `must be greater than ${String(limit)}` }),
  exclusiveMaximum: ({ limit }) => ({ requirement: `must be less than ${String(limit)}` }),
  multipleOf: ({ multipleOf }) => ({ requirement: `must be a multiple of ${String(multipleOf)}` }),
  minLength: ({ limit }) => ({ requirement: `must have at least ${count(limit, "character")}` }),
  maxLength: ({ limit }) => ({ requirement: `must have at most ${count(limit, "character")}` }),
  minItems: ({ limit }) => ({ requirement: `must have at least ${count(limit, "item")}` }),
  maxItems: ({ limit }) => ({ requirement: `must have at most ${count(limit, "item")}` }),
  minProperties: ({ limit }) => ({ requirement: `must have at least ${count(limit, "property")}` }),
  maxProperties: ({ limit }) => ({ requirement: `must have at most ${count(limit, "property")}` }),
  // Ajv's error for a tuple with items that the schema does not allow.
  items: ({ limit }) => ({ requirement: `must have at most ${count(limit, "item")}` }),
  unevaluatedItems: ({ len }) => ({ requirement: `must have at most ${count(len, "item")}` }),
  contains: ({ minContains, maxContains }) => ({ requirement: contains(minContains, maxContains) }),
  uniqueItems: () => ({ requirement: "must not have duplicate items" }),
  pattern: ({ pattern }) => ({ requirement: `must match the pattern ${String(pattern)}` }),
  format: ({ format }) => ({ requirement: `must have the format ${String(format)}` }),
  required: ({ missingProperty }) => ({
    requirement: `must have the property ${JSON.stringify(missingProperty)}`,
    general: "must have a property that is missing",
  }),
  dependentRequired: ({ property, missingProperty }) => ({
    requirement: `must have the property ${JSON.stringify(missingProperty)}, because it has ${JSON.stringify(property)}`,
    general: "must have a property that is missing",
  }),
  additionalProperties: ({ additionalProperty }) => unknownProperty(additionalProperty),
  unevaluatedProperties: ({ unevaluatedProperty }) => unknownProperty(unevaluatedProperty),
  propertyNames: ({ propertyName }) => ({
    requirement: `has the property ${JSON.stringify(propertyName)}, whose name is not allowed`,
    general: "has a property whose name is not allowed",
  }),
  anyOf: () => ({ requirement: "matches none of the alternatives that the schema allows" }),
  oneOf: ({ passingSchemas }) => ({
    requirement: Array.isArray(passingSchemas)
      ? "matches several alternatives of the schema, but must match exactly one"
      : "matches none of the alternatives that the schema allows",
  }),
  not: () => ({ requirement: "has a form that the schema excludes" }),
  if: () => ({ requirement: "does not meet a condition of the schema" }),
  "false schema": () => ({ requirement: "must be absent" }),
};

export function requirementOf(keyword: string, params: Params): Requirement {
  const toRequirement = Object.hasOwn(requirements, keyword) ? requirements[keyword] : undefined;
  return toRequirement?.(params) ?? { requirement: "does not match the schema" };
}

function unknownProperty(name: unknown): Requirement {
  return {
    requirement: `must not have the property ${JSON.stringify(name)}`,
    general: "must not have properties that the schema does not allow",
  };
}

function contains(min: unknown, max: unknown): string {
  if (max === undefined) return `must have at least ${count(min, "item")} of a certain form`;
  return `must have ${String(min)} to ${count(max, "item")} of a certain form`;
}

function count(limit: unknown, noun: "character" | "item" | "property"): string {
  if (limit === 1) return `1 ${noun}`;
  return `${String(limit)} ${noun === "property" ? "properties" : `${noun}s`}`;
}

function list(values: unknown): string {
  if (!Array.isArray(values)) return "the values of the schema";
  const shown = values
    .slice(0, maxListed)
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return values.length > maxListed ? `${shown.join(", ")} …` : shown.join(", ");
}
