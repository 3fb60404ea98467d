import { Failure } from "../lib/failure.js";
import type { Access, Owner } from "./access.js";
import type { CallContext } from "../metadata/call-context.js";
import { toServiceUserFailure } from "./service-user-failure.js";
import type { MetadataSource } from "../metadata/source.js";

/** Owners by id, with their organisations where a rule needs them; a Failure where that could not be found out. */
export type LoadOwners = (
  acts: readonly ("read" | "write")[],
  ids: readonly string[],
  asking: CallContext,
) => Promise<ReadonlyMap<string, Owner | Failure>>;

type Organisations = ReadonlyMap<string, string> | Failure;

export function createLoadOwners(source: MetadataSource, access: Access): LoadOwners {
  return async (acts, ids, { caller, ...asking }) => {
    async function organisationsFor(as: "caller" | "service"): Promise<Organisations> {
      if (!acts.some((act) => access.needsOrganisation(act, caller, as))) return new Map();
      try {
        return await source.getOrganizations(ids, { credential: as === "caller" ? caller : as, ...asking });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (as === "service") return toServiceUserFailure(error);
        // Whom the caller's token does not show is unknown to the caller's rules: that admits nobody.
        return error.code === "FORBIDDEN" || error.code === "INSUFFICIENT_SCOPE" ? new Map() : error;
      }
    }

    const [byCaller, byService] = await Promise.all([
      organisationsFor("caller"),
      organisationsFor("service"),
    ]);
    const ownerOf = (id: string): Owner | Failure => {
      if (byCaller instanceof Failure) return byCaller;
      if (byService instanceof Failure) return byService;
      return { id, organisation: { caller: byCaller.get(id), service: byService.get(id) } };
    };
    return new Map(ids.map((id) => [id, ownerOf(id)]));
  };
}
