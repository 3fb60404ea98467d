import { Failure } from "../lib/failure.js";
import type { Loaded, MetadataReader, Reading } from "../metadata/source.js";
import { metadataScopeMissing } from "./metadata-scope-missing.js";
import type { Userinfo } from "./userinfo.js";
import { decodeClaim, metadataScope } from "./wire.js";

/** The caller's own metadata from userinfo: one call, no role and no audience needed, no dates, some milliseconds old. */
export function createUserinfoSource(userinfo: Userinfo): MetadataReader {
  async function loadOwn({ caller, signal }: Reading): Promise<Loaded> {
    if (caller.hasMetadataScope === false) return metadataScopeMissing();
    const claims = await userinfo(caller.accessToken, signal);
    if (claims.sub !== caller.id) {
      return new Failure(
        "UNAUTHENTICATED",
        "ZITADEL's userinfo answered for somebody else than this access token's user.",
      );
    }
    const entries = decodeClaim(claims[metadataScope], caller.id);
    if (entries !== undefined) return entries;
    // Nobody's claim is sent empty: it is absent for someone without metadata just as it is without the scope.
    return caller.hasMetadataScope === true ? [] : metadataScopeMissing();
  }

  return {
    load: (owners, reading) =>
      Promise.all(
        owners.map(async (ownerId) => {
          if (ownerId !== reading.caller.id) {
            return new Failure("FORBIDDEN", "Userinfo tells only of the caller.");
          }
          try {
            return await loadOwn(reading);
          } catch (error) {
            if (error instanceof Failure) return error;
            throw error;
          }
        }),
      ),
  };
}
