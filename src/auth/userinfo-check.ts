import type { Userinfo } from "../zitadel/oidc/userinfo.js";
import { rejectDelegation } from "./claims-validation.js";
import type { TokenCheck } from "./token-check.js";

/**
 * Accepts every token that userinfo accepts: of any application, since userinfo reports no audience or
 * client.
 */
export function createUserinfoCheck(userinfo: Userinfo): TokenCheck {
  return async (accessToken) => {
    const claims = await userinfo.get(accessToken);
    rejectDelegation(claims["act"]);
    return {
      caller: {
        id: claims.sub,
        accessToken,
        clientId: undefined,
        // Userinfo has a roles claim, but does not say which application the token was issued to.
        roles: new Map(),
        hasOnlyIdToken: false,
        hasMetadataScope: undefined,
        metadataClaim: undefined,
      },
      expiresAt: undefined,
    };
  };
}
