import { Failure } from "../lib/failure.js";
import type { MetadataReader } from "../metadata/source.js";
import { metadataScopeMissing } from "./metadata-scope-missing.js";
import { decodeClaim } from "./wire.js";

/** The caller's own metadata as their verified JWT access token says it: no call, and as old as the token. */
export function createClaimsSource(): MetadataReader {
  return {
    load: (owners, { caller }) =>
      Promise.resolve(
        owners.map((ownerId) => {
          if (ownerId !== caller.id)
            return new Failure("FORBIDDEN", "An access token tells only of its user.");
          try {
            return decodeClaim(caller.metadataClaim, caller.id) ?? metadataScopeMissing();
          } catch (error) {
            if (error instanceof Failure) return error;
            throw error;
          }
        }),
      ),
  };
}
