import type { GraphQLResolveInfo } from "graphql";
import { base64Of, entryIdOf, jsonOf, type MetadataEntry, textOf } from "../../metadata/entry.js";
import type { UserMetadataEntry } from "../generated/types.js";
import type { ResponseBudget } from "../limits/response-budget.js";
import { fieldNameBytes } from "../response-size/field-name-bytes.js";

/**
 * An entry as answers show it. What is asked for is made then, and counted; once the answer is too large, it is as little as
 * the type allows. Its fields have no resolvers: they are read as they are.
 */
export class EntryResult implements Required<Omit<UserMetadataEntry, "__typename">> {
  readonly #entry: MetadataEntry;
  readonly #answer: ResponseBudget;

  constructor(entry: MetadataEntry, budget: ResponseBudget) {
    this.#entry = entry;
    this.#answer = budget;
  }

  get id(): string {
    const { userId: ownerId, key } = this.#entry;
    return this.#answer.isExceeded ? "" : this.charge(entryIdOf(ownerId, key));
  }

  get key(): string {
    return this.charge(this.#entry.key);
  }

  get value(): string | null {
    return this.#answer.isExceeded ? null : this.#countedOrNull(textOf(this.#entry));
  }

  get valueBase64(): string {
    return this.#answer.isExceeded ? "" : this.charge(base64Of(this.#entry));
  }

  get valueJson(): unknown {
    if (this.#answer.isExceeded) return null;
    const value = jsonOf(this.#entry);
    this.#answer.chargeJson(value, this.#entry.bytes.length);
    return value;
  }

  get sizeInBytes(): number {
    this.#answer.charge(1);
    return this.#entry.bytes.length;
  }

  get createdAt(): string | null {
    return this.#countedOrNull(this.#entry.createdAt);
  }

  get updatedAt(): string | null {
    return this.#countedOrNull(this.#entry.updatedAt);
  }

  #countedOrNull(text: string | null): string | null {
    if (text !== null) return this.charge(text);
    this.#answer.charge(4);
    return null;
  }

  charge(text: string): string {
    this.#answer.chargeText(text);
    return text;
  }
}

/** Entries as they stand in the answer in the place of the field that `info` is about. */
export function toEntryResults(
  entries: readonly MetadataEntry[],
  budget: ResponseBudget,
  info: GraphQLResolveInfo,
): readonly EntryResult[] {
  budget.charge(entries.length * fieldNameBytes(info));
  return budget.isExceeded ? [] : entries.map((entry) => new EntryResult(entry, budget));
}
