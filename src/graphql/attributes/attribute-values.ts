import type { GraphQLResolveInfo } from "graphql";
import type { VisibleEntries } from "../../access/guarded-source.js";
import { Failure } from "../../lib/failure.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import { readValue } from "../../typed-keys/read-value.js";
import type { TypedKey } from "../../typed-keys/typed-key.js";
import type { ResponseBudget } from "../limits/response-budget.js";
import { type SelectedLeaves, selectedLeaves } from "../selected-leaves.js";

/** The values of the selected fields. A Failure takes the place of a value that does not match its schema. */
export type AttributeValues = Readonly<Record<string, unknown>>;

interface SelectedKey {
  readonly typedKey: TypedKey;
  /** How often the operation selects the field, under different aliases. */
  readonly count: number;
}

/** What an operation selects; the same for all users of a page. */
interface Selection {
  readonly byKey: ReadonlyMap<string, SelectedKey>;
  readonly withDefault: readonly TypedKey[];
  /** Null for each selected field. */
  readonly nulls: AttributeValues;
  readonly nameBytes: number;
}

/** Returns the values of one user for the field that `info` describes, and charges their size to the budget. */
export type ToAttributeValues = (
  visible: VisibleEntries,
  budget: ResponseBudget,
  info: GraphQLResolveInfo,
) => AttributeValues;

export function createToAttributeValues(typedKeys: readonly TypedKey[]): ToAttributeValues {
  const byField = new Map(typedKeys.map((typedKey) => [typedKey.field, typedKey]));
  const selections = new WeakMap<SelectedLeaves, Selection>();

  function selectionOf(leaves: SelectedLeaves): Selection {
    let selection = selections.get(leaves);
    if (selection === undefined) {
      selection = toSelection(leaves, byField);
      selections.set(leaves, selection);
    }
    return selection;
  }

  return ({ entries, mayRead }, budget, info) => {
    const { byKey, withDefault, nulls, nameBytes } = selectionOf(selectedLeaves(info));
    budget.charge(nameBytes + 4 * byKey.size);
    if (budget.isExceeded) return nulls;
    const values: Record<string, unknown> = { ...nulls };
    for (const typedKey of withDefault) {
      if (mayRead(typedKey.key)) values[typedKey.field] = typedKey.default;
    }
    for (const entry of entries) {
      const selected = byKey.get(entry.key);
      if (selected !== undefined) values[selected.typedKey.field] = toValue(entry, selected, budget);
    }
    return values;
  };
}

function toSelection(
  { fields, nameBytes }: SelectedLeaves,
  byField: ReadonlyMap<string, TypedKey>,
): Selection {
  const byKey = new Map<string, SelectedKey>();
  for (const field of fields.values()) {
    const typedKey = byField.get(field);
    if (typedKey === undefined) continue;
    byKey.set(typedKey.key, { typedKey, count: 1 + (byKey.get(typedKey.key)?.count ?? 0) });
  }
  const selected = [...byKey.values()].map(({ typedKey }) => typedKey);
  return {
    byKey,
    withDefault: selected.filter((typedKey) => typedKey.default !== undefined),
    nulls: Object.fromEntries(selected.map(({ field }) => [field, null])),
    nameBytes,
  };
}

function toValue(
  { bytes }: MetadataEntry,
  { typedKey, count }: SelectedKey,
  budget: ResponseBudget,
): unknown {
  if (budget.isExceeded) return null;
  const read = readValue(typedKey, bytes);
  if ("problem" in read) return storedValueInvalid(typedKey.key, read.problem.summary);
  for (let n = 0; n < count; n++) budget.chargeJson(read.value, bytes.length);
  return read.value;
}

/** The log has this message too, so it contains no part of the value. */
function storedValueInvalid(key: string, reason: string): Failure {
  const message = `The stored value of the key ${JSON.stringify(key)} does not match its schema: ${reason}`;
  return new Failure("STORED_VALUE_INVALID", message);
}
