import type { GraphQLResolveInfo } from "graphql";
import { base64Of, entryIdOf, jsonOf, type MetadataEntry, textOf } from "../../metadata/entry.js";
import { digestOf } from "../../metadata/update/digest.js";
import type { UserMetadataEntry } from "../generated/types.js";
import type { MayWrite } from "../context/loaders.js";
import type { ResponseBudget } from "../limits/response-budget.js";
import { selectedLeaves } from "../selected-leaves.js";

/**
 * An entry in a response. Getters compute the selected fields on demand and charge their size to the budget.
 * Once it is exceeded, the expensive ones return minimal values: an error would be collected for each field,
 * and one error replaces the whole response anyway. The fields need no resolvers: graphql-js reads the
 * getters.
 */
export class EntryResult implements Required<Omit<UserMetadataEntry, "__typename">> {
  readonly #entry: MetadataEntry;
  readonly #budget: ResponseBudget;
  readonly #mayWrite: MayWrite;

  constructor(entry: MetadataEntry, budget: ResponseBudget, mayWrite: MayWrite) {
    this.#entry = entry;
    this.#budget = budget;
    this.#mayWrite = mayWrite;
  }

  get id(): string {
    const { userId, key } = this.#entry;
    return this.#budget.isExceeded ? "" : this.#charge(entryIdOf(userId, key));
  }

  get key(): string {
    return this.#charge(this.#entry.key);
  }

  get value(): string | null {
    return this.#budget.isExceeded ? null : this.#chargeOrNull(textOf(this.#entry));
  }

  get valueBase64(): string {
    return this.#budget.isExceeded ? "" : this.#charge(base64Of(this.#entry));
  }

  get valueJson(): unknown {
    if (this.#budget.isExceeded) return null;
    const value = jsonOf(this.#entry);
    this.#budget.chargeJson(value, this.#entry.bytes.length);
    return value;
  }

  get sizeInBytes(): number {
    this.#budget.charge(1);
    return this.#entry.bytes.length;
  }

  get digest(): string {
    const { key, bytes } = this.#entry;
    return this.#budget.isExceeded ? "" : this.#charge(digestOf(key, bytes));
  }

  get createdAt(): string | null {
    return this.#chargeOrNull(this.#entry.createdAt);
  }

  get updatedAt(): string | null {
    return this.#chargeOrNull(this.#entry.updatedAt);
  }

  get mayWrite(): boolean {
    this.#budget.charge(4);
    return this.#mayWrite(this.#entry.key);
  }

  #chargeOrNull(text: string | null): string | null {
    if (text !== null) return this.#charge(text);
    this.#budget.charge(4);
    return null;
  }

  #charge(text: string): string {
    this.#budget.chargeText(text);
    return text;
  }
}

/**
 * Creates the results of entries for the field that `info` describes, and charges the size of their field
 * names.
 */
export function toEntryResults(
  entries: readonly MetadataEntry[],
  budget: ResponseBudget,
  mayWrite: MayWrite,
  info: GraphQLResolveInfo,
): readonly EntryResult[] {
  budget.charge(entries.length * selectedLeaves(info).nameBytes);
  return budget.isExceeded ? [] : entries.map((entry) => new EntryResult(entry, budget, mayWrite));
}
