import { Failure } from "../../lib/failure.js";
import { requireCaller } from "../../metadata/caller.js";
import { textOf } from "../../metadata/entry.js";
import { selectEntries } from "../../metadata/select.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { QueryResolvers, UserResolvers } from "../generated/types.js";
import { toEntryResults } from "./entry-result.js";

/** A user as resolvers pass it on; their fields load the metadata. */
export interface UserReference {
  readonly id: string;
}

export const Query: QueryResolvers = {
  async me(_, _args, { caller }) {
    const me = await caller();
    return me === null ? null : { id: me.id };
  },

  // Other subgraphs resolve any reference that this field returns, so the user must exist.
  async user(_, args, { caller, loaders }) {
    const id = parseUserId(args.id, "The user id");
    const me = requireCaller(await caller());
    return me.id === id || (await loaders.userExists.load(id)) ? { id } : null;
  },
};

export const User: UserResolvers = {
  id: ({ id }) => id,

  async metadata({ id }, args, { loaders, responseBudget }, info) {
    requireNotNegative("offset", args.offset);
    requireNotNegative("limit", args.limit);
    const { entries } = await loaders.metadata(info).load(id);
    const mayWrite = await loaders.mayWrite(id, info);
    return toEntryResults(selectEntries(entries, args), responseBudget, mayWrite, info);
  },

  async metadataEntry({ id }, { key }, { loaders, responseBudget }, info) {
    const { entries } = await loaders.metadata(info).load(id);
    const matching = entries.filter((entry) => entry.key === key);
    const mayWrite = await loaders.mayWrite(id, info);
    return toEntryResults(matching, responseBudget, mayWrite, info)[0] ?? null;
  },

  async metadataMap({ id }, { keys }, { loaders, responseBudget }, info) {
    const { entries } = await loaders.metadata(info).load(id);
    const texts: [key: string, text: string | null][] = [];
    for (const entry of selectEntries(entries, { filter: { keys }, offset: 0 })) {
      // All maps of a request are in memory before the first is serialized: each entry is charged here.
      if (responseBudget.isExceeded) return null;
      const text = textOf(entry);
      responseBudget.chargeText(entry.key);
      responseBudget.chargeText(text ?? "");
      texts.push([entry.key, text]);
    }
    const map = Object.fromEntries(texts);
    // Without a prototype, `constructor` and `__proto__` are ordinary keys.
    Object.setPrototypeOf(map, null);
    return map;
  },
};

function requireNotNegative(argument: string, value: number | null | undefined): void {
  if (value === null || value === undefined || value >= 0) return;
  throw new Failure("BAD_USER_INPUT", `${argument} must not be negative, but is ${value}.`);
}
