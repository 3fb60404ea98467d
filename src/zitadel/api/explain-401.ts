import { catchFailure, Failure } from "../../lib/failure.js";
import type { CallerCallOptions, Userinfo } from "../oidc/userinfo.js";
import { audienceScope } from "../codec.js";

/**
 * Determines why ZITADEL's API returned 401. The API returns it both for a token that is no longer valid and
 * for a token with another audience. Userinfo accepts any audience, so it fails only for an invalid token.
 */
export async function explain401(userinfo: Userinfo, options: CallerCallOptions): Promise<Failure> {
  const claims = await catchFailure(userinfo.getForCaller(options));
  if (claims instanceof Failure) return claims;
  return new Failure(
    "INSUFFICIENT_SCOPE",
    `The access token is valid, but not for ZITADEL's API. The application must request the scope ${audienceScope} at login.`,
    { scope: audienceScope },
  );
}
