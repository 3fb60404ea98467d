import type { TypedKey } from "../typed-key.js";
import { enumTypeName } from "./field-name.js";
import { type AddIssue, quote } from "./issues.js";

/** Types of this subgraph, whose names enum types must not have. */
export const reservedTypeNames: ReadonlySet<string> = new Set(
  [
    ...["Attributes", "AttributesInput", "Definition", "Entry", "EntryInput", "ErrorCode", "Filter"],
    ...["KeyFilter", "Map", "UserError", "SetInput", "MergeInput", "DeleteInput"],
    ...["Condition", "Matches", "Change"],
  ].map((name) => `UserMetadata${name}`),
);

/** Reports keys whose fields have the same name, and enum types whose names are taken. */
export function findClashes(keys: readonly TypedKey[], add: AddIssue): void {
  const enums = keys.filter(
    ({ type }) => type.kind === "enum" || (type.kind === "list" && type.of.kind === "enum"),
  );
  for (const [field, clashing] of groupBy(keys, ({ field }) => field)) {
    if (clashing.length > 1)
      add(`the keys ${list(clashing)} have the same field ${field}`, "set x-graphql-name");
  }
  for (const [name, clashing] of groupBy(enums, ({ field }) => enumTypeName(field))) {
    const isSameField = new Set(clashing.map(({ field }) => field)).size === 1;
    if (reservedTypeNames.has(name)) {
      add(
        `the key ${list(clashing)} has the enum type ${name}, which the subgraph has already`,
        "set x-graphql-name",
      );
    } else if (clashing.length > 1 && !isSameField) {
      add(`the keys ${list(clashing)} have the same enum type ${name}`, "set x-graphql-name");
    }
  }
}

function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

function list(keys: readonly TypedKey[]): string {
  return keys.map(({ key }) => quote(key)).join(" and ");
}
