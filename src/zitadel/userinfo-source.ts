import { Failure } from "../lib/failure.js";
import { metadataScopeMissing } from "./metadata-scope-missing.js";
import type { OwnReader } from "./own-reader.js";
import type { Userinfo } from "./userinfo.js";
import { decodeClaim, metadataScope } from "./wire.js";

/** The caller's own metadata from userinfo: one call, no role and no audience needed, no dates, some milliseconds old. */
export function createUserinfoSource(userinfo: Userinfo): OwnReader {
  return async (reading) => {
    const { shows } = reading;
    const { id, hasMetadataScope } = reading.credential;
    if (hasMetadataScope === false) return metadataScopeMissing();
    const claims = await userinfo.ofCaller(reading);
    if (claims.sub !== id) {
      return new Failure(
        "UNAUTHENTICATED",
        "ZITADEL's userinfo answered for somebody else than this access token's user.",
      );
    }
    const entries = decodeClaim(claims[metadataScope], id) ?? [];
    if (entries.some(({ key }) => shows(id, key))) return entries;
    // Nobody's claim is sent empty: it is absent for someone without metadata just as it is without the scope. One with hidden
    // entries alone must not tell of them.
    return hasMetadataScope === true ? [] : metadataScopeMissing();
  };
}
