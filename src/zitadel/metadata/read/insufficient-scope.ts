import { Failure } from "../../../lib/failure.js";
import { metadataScope } from "../../codec.js";

/** Failure of sources that need the metadata scope, for tokens without it. */
export function insufficientScope(): Failure {
  return new Failure(
    "INSUFFICIENT_SCOPE",
    `The access token does not grant access to user metadata. The application must request the scope ${metadataScope} at login.`,
    { scope: metadataScope },
  );
}
