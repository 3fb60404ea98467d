import { requireCaller } from "../../metadata/caller.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { QueryResolvers } from "../generated/types.js";

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
