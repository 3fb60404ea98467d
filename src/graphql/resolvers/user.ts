import { Failure } from "../../lib/failure.js";
import { textOf } from "../../metadata/entry.js";
import { selectEntries } from "../../metadata/select.js";
import type { UserResolvers } from "../generated/types.js";

/** All that a User is here; whatever is asked of them is loaded then. */
export interface UserReference {
  readonly id: string;
}

export const User: UserResolvers = {
  id: ({ id }) => id,

  async metadata({ id }, args, { loaders }, info) {
    requireNotNegative("offset", args.offset);
    requireNotNegative("limit", args.limit);
    return selectEntries(await loaders.metadata(info).load(id), args);
  },

  async metadataEntry({ id }, { key }, { loaders }, info) {
    const entries = await loaders.metadata(info).load(id);
    return entries.find((entry) => entry.key === key) ?? null;
  },

  async metadataMap({ id }, { keys }, { loaders, answer }, info) {
    const entries = await loaders.metadata(info).load(id);
    // A thousand maps are made before the first is handed on: so each is counted here.
    if (answer.isSpent) return null;
    const selected = selectEntries(entries, { filter: { keys }, offset: 0 });
    const map = Object.fromEntries(selected.map((entry) => [entry.key, textOf(entry)]));
    // `constructor` and `__proto__` are keys like others.
    Object.setPrototypeOf(map, null);
    answer.takeJson(map);
    return map;
  },
};

function requireNotNegative(argument: string, value: number | null | undefined): void {
  if (value === null || value === undefined || value >= 0) return;
  throw new Failure("BAD_USER_INPUT", `${argument} is ${value}; it must not be negative.`);
}
