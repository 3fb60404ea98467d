import { Failure } from "../../lib/failure.js";
import type { CallerCallOptions, Userinfo } from "../oidc/userinfo.js";
import { audienceScope } from "../codec.js";

/**
 * Why ZITADEL's API answered 401: it says the same to a token that is no longer good and to one that was not meant for it.
 * Only userinfo, which asks for no audience, can tell them apart.
 */
export async function explain401(userinfo: Userinfo, asking: CallerCallOptions): Promise<Failure> {
  try {
    await userinfo.getForCaller(asking);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return new Failure(
    "INSUFFICIENT_SCOPE",
    `The access token is good, but not for ZITADEL's API: the application must ask for the scope ${audienceScope} at login.`,
    { scope: audienceScope },
  );
}
