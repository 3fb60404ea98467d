import { Failure } from "../lib/failure.js";
import type { OwnAsking, Userinfo } from "./userinfo.js";
import { audienceScope } from "./wire.js";

/**
 * Why ZITADEL's API answered 401: it says the same to a token that is no longer good and to one that was not meant for it.
 * Only userinfo, which asks for no audience, can tell them apart.
 */
export async function explain401(userinfo: Userinfo, asking: OwnAsking): Promise<Failure> {
  try {
    await userinfo.ofCaller(asking);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return new Failure(
    "METADATA_SCOPE_MISSING",
    `The access token is good, but not for ZITADEL's API: the application must ask for the scope ${audienceScope} at login.`,
    { scope: audienceScope },
  );
}
