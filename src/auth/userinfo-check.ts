import type { Userinfo } from "../zitadel/userinfo.js";
import type { TokenCheck } from "./check.js";
import { metadataScope } from "../zitadel/wire.js";

/** Accepts whatever userinfo accepts. It says nothing of audience, client or expiry: any application's token will do. */
export function createUserinfoCheck(userinfo: Userinfo): TokenCheck {
  return async (accessToken) => {
    const claims = await userinfo(accessToken);
    return {
      id: claims.sub,
      accessToken,
      hasMetadataScope: claims[metadataScope] === undefined ? undefined : true,
      metadataClaim: undefined,
    };
  };
}
