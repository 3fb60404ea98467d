import { catchFailure } from "../../../lib/catch-failure.js";
import { Failure } from "../../../lib/failure.js";
import { insufficientScope } from "./insufficient-scope.js";
import type { SelfReader } from "./self-reader.js";
import type { Userinfo } from "../../oidc/userinfo.js";
import { decodeClaim, metadataScope } from "../../codec.js";

/**
 * Reads the caller's own metadata from userinfo with one call. The token needs no role and no audience.
 * Entries have no dates, and a write takes some milliseconds to appear.
 */
export function createUserinfoReader(userinfo: Userinfo): SelfReader {
  return async (options) => {
    const { isVisible } = options;
    const { id, hasMetadataScope } = options.credential;
    if (hasMetadataScope === false) return insufficientScope();
    const claims = await catchFailure(userinfo.getForCaller(options));
    if (claims instanceof Failure) return claims;
    if (claims.sub !== id) {
      return new Failure(
        "UNAUTHENTICATED",
        "ZITADEL's userinfo endpoint returned another user than the access token's.",
      );
    }
    const entries = decodeClaim(claims[metadataScope], id);
    if (entries instanceof Failure || entries.some(({ key }) => isVisible(id, key))) return entries;
    // ZITADEL omits an empty claim. A missing claim means no metadata or a missing scope. A claim with hidden
    // entries only is treated the same, so that the result does not reveal them.
    return hasMetadataScope === true ? [] : insufficientScope();
  };
}
