import type { Random } from "../random.js";

const list = (length: number, item: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length }, (_, index) => item(index));

function nested(depth: number, wrap: (value: unknown) => unknown): unknown {
  let value: unknown = null;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}

/** JSON values that arguments do not expect, with some that only certain arguments accept. */
const oddValues: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  1e300,
  2 ** 31,
  true,
  "",
  "text",
  "plan",
  "\0",
  "\ud800",
  "\u2028🎈",
  "x".repeat(5000),
  [],
  {},
  [null],
  [[]],
  { __typename: "User" },
  { __typename: "User", id: null },
  { __typename: "User", id: { toString: 1 } },
  { __typename: ["User"], id: "1" },
  { constructor: 1, toString: null, hasOwnProperty: 2 },
  // graphql-js stops after 50 errors.
  list(51, (index) => index),
  list(60, () => null),
  list(60, () => ({})),
  list(60, () => ({ __typename: "User", id: 1 })),
  list(1500, () => "x"),
  list(1500, () => ({ __typename: "User", id: "1" })),
  list(300, (index) => ({ key: `key.${index}`, value: "x" })),
  nested(60, (value) => [value]),
  nested(60, (value) => ({ key: value })),
];

/** Replaces a random part of a JSON value. */
export function replacePart(value: unknown, random: Random): unknown {
  if (random.chance(0.4)) return random.one(oddValues);
  if (Array.isArray(value) && value.length > 0) {
    const position = random.below(value.length);
    return value.map((item: unknown, index) => (index === position ? replacePart(item, random) : item));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0 || random.chance(0.2)) return { ...value, unknown: random.one(oddValues) };
    const [name, item] = random.one(entries);
    if (random.chance(0.2)) return Object.fromEntries(entries.filter(([other]) => other !== name));
    return { ...value, [name]: replacePart(item, random) };
  }
  return random.one(oddValues);
}
