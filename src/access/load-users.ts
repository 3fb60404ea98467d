import { Failure } from "../lib/failure.js";
import type { Access, AccessedUser } from "./access.js";
import type { CallContext } from "../metadata/caller.js";
import { toServiceUserFailure } from "./service-user-failure.js";
import type { MetadataSource } from "../metadata/source.js";

/**
 * Resolves ids to users for the access rules, in their order. Reads their organizations if a rule needs them, and
 * returns a Failure if that fails. Does not check whether the users exist.
 */
export type LoadUsers = (
  actions: readonly ("read" | "write" | "search")[],
  ids: readonly string[],
  context: CallContext,
) => Promise<readonly AccessedUser[] | Failure>;

type Organizations = ReadonlyMap<string, string> | Failure;

const unknownOrganization = { caller: undefined, service: undefined };

export function createLoadUsers(source: MetadataSource, access: Access): LoadUsers {
  return async (actions, ids, { caller, ...options }) => {
    async function loadOrganizations(as: "caller" | "service"): Promise<Organizations> {
      if (!actions.some((action) => access.needsOrganization(action, caller, as))) return new Map();
      try {
        return await source.getOrganizations(ids, { credential: as === "caller" ? caller : as, ...options });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (as === "service") return toServiceUserFailure(error);
        // Users that the caller's token cannot see have no organization, so `@owner` roles do not match.
        return error.code === "FORBIDDEN" || error.code === "INSUFFICIENT_SCOPE" ? new Map() : error;
      }
    }

    const [forCaller, forService] = await Promise.all([
      loadOrganizations("caller"),
      loadOrganizations("service"),
    ]);
    if (forCaller instanceof Failure) return forCaller;
    if (forService instanceof Failure) return forService;
    if (forCaller.size === 0 && forService.size === 0) {
      return ids.map((id) => ({ id, organizationId: unknownOrganization }));
    }
    return ids.map((id) => ({
      id,
      organizationId: { caller: forCaller.get(id), service: forService.get(id) },
    }));
  };
}
