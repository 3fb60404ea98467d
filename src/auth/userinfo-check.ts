import type { Userinfo } from "../zitadel/oidc/userinfo.js";
import { rejectDelegation } from "./claims-validation.js";
import type { TokenCheck } from "./token-check.js";

/** Accepts whatever userinfo accepts. It says nothing of audience, client or expiry: any application's token will do. */
export function createUserinfoCheck(userinfo: Userinfo): TokenCheck {
  return async (accessToken) => {
    const claims = await userinfo.get(accessToken);
    rejectDelegation(claims["act"]);
    return {
      caller: {
        id: claims.sub,
        accessToken,
        clientId: undefined,
        // There is a claim, but whose application asked for it nobody tells.
        roles: new Map(),
        hasOnlyIdToken: false,
        hasMetadataScope: undefined,
        metadataClaim: undefined,
      },
      expiresAt: undefined,
    };
  };
}
