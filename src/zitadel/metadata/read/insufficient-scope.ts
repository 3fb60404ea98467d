import { Failure } from "../../../lib/failure.js";
import { metadataScope } from "../../codec.js";

/** What a way that shows metadata only to tokens with the metadata scope answers for the others. */
export function insufficientScope(): Failure {
  return new Failure(
    "INSUFFICIENT_SCOPE",
    `The access token does not show its user's metadata: the application must ask for the scope ${metadataScope} at login.`,
    { scope: metadataScope },
  );
}
