import { Failure } from "../../lib/failure.js";
import { requireCaller } from "../../metadata/caller.js";
import { entryIdOf } from "../../metadata/entry.js";
import { selectEntries } from "../../metadata/select.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { RequestContext } from "../context/context.js";
import type { ResolverFn, ResolversTypes, SubscriptionUserMetadataChangedArgs } from "../generated/types.js";

type Resolve = ResolverFn<
  ResolversTypes["UserMetadataChange"] | null,
  unknown,
  RequestContext,
  Partial<SubscriptionUserMetadataChangedArgs>
>;

/**
 * Executed like a query field for each event, with a new context: the token, the access rules and all limits apply
 * to each event. Null if there is nothing to send. `user` gets the entries that were compared, because they are
 * in the loader.
 */
const userMetadataChanged: Resolve = async (_, { userId, keys }, context, info) => {
  const { caller, loaders, subscription } = context;
  if (subscription === undefined) throw notStreamed();
  const { id: callerId } = requireCaller(await caller());
  const id = userId === null || userId === undefined ? callerId : parseUserId(userId, "userId");
  // Before the read: a change after it must not be missed.
  subscription.watch(callerId, id);
  if (subscription.checksUser && id !== callerId && !(await loaders.userExists.load(id))) {
    subscription.userMissing();
    return null;
  }
  const { entries } = await loaders.metadata(info).load(id);
  const changes = subscription.compare(selectEntries(entries, { filter: { keys }, offset: 0 }));
  if (changes === undefined) return null;
  const { changedKeys, deletedKeys } = changes;
  const deletedEntryIds = deletedKeys.map((key) => entryIdOf(id, key));
  return { user: { id }, changedKeys, deletedKeys, deletedEntryIds };
};

export const Subscription = { userMetadataChanged: { resolve: userMetadataChanged } };

function notStreamed(): Failure {
  return new Failure("BAD_USER_INPUT", "Subscriptions need a transport that streams events.");
}
