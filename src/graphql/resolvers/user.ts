import { Failure } from "../../lib/failure.js";
import { requireCaller } from "../../metadata/caller.js";
import { mapOf } from "../../metadata/entry.js";
import { selectEntries } from "../../metadata/select.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { QueryResolvers, UserResolvers } from "../generated/types.js";
import { withRights } from "./entry.js";

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

  async metadata({ id }, args, { loaders }, info) {
    requireNotNegative("offset", args.offset);
    requireNotNegative("limit", args.limit);
    const { entries } = await loaders.metadata(info).load(id);
    return withRights(selectEntries(entries, args), id, loaders, info);
  },

  async metadataEntry({ id }, { key }, { loaders }, info) {
    const { entries } = await loaders.metadata(info).load(id);
    const matching = entries.filter((entry) => entry.key === key);
    return (await withRights(matching, id, loaders, info))[0] ?? null;
  },

  async metadataMap({ id }, { keys }, { loaders, responseBudget }, info) {
    const { entries } = await loaders.metadata(info).load(id);
    // All maps of a request are in memory before the first is serialized: each is charged here.
    if (responseBudget.isExceeded) return null;
    const map = mapOf(selectEntries(entries, { filter: { keys }, offset: 0 }));
    responseBudget.charge(JSON.stringify(map).length);
    return map;
  },
};

function requireNotNegative(argument: string, value: number | null | undefined): void {
  if (value === null || value === undefined || value >= 0) return;
  throw new Failure("BAD_USER_INPUT", `${argument} must not be negative, but is ${value}.`);
}
