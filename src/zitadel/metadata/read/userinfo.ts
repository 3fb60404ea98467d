import { Failure } from "../../../lib/failure.js";
import { insufficientScope } from "./insufficient-scope.js";
import type { SelfReader } from "./self-reader.js";
import type { Userinfo } from "../../oidc/userinfo.js";
import { decodeClaim, metadataScope } from "../../codec.js";

/** The caller's own metadata from userinfo: one call, no role and no audience needed, no dates, some milliseconds old. */
export function createUserinfoSource(userinfo: Userinfo): SelfReader {
  return async (reading) => {
    const { isVisible } = reading;
    const { id, hasMetadataScope } = reading.credential;
    if (hasMetadataScope === false) return insufficientScope();
    const claims = await userinfo.getForCaller(reading);
    if (claims.sub !== id) {
      return new Failure(
        "UNAUTHENTICATED",
        "ZITADEL's userinfo answered for somebody else than this access token's user.",
      );
    }
    const entries = decodeClaim(claims[metadataScope], id) ?? [];
    if (entries.some(({ key }) => isVisible(id, key))) return entries;
    // Nobody's claim is sent empty: it is absent for someone without metadata just as it is without the scope. One with hidden
    // entries alone must not tell of them.
    return hasMetadataScope === true ? [] : insufficientScope();
  };
}
