import { Failure } from "../lib/failure.js";
import { metadataScope } from "./wire.js";

/** What a way that shows metadata only to tokens with the metadata scope answers for the others. */
export function metadataScopeMissing(): Failure {
  return new Failure(
    "METADATA_SCOPE_MISSING",
    `The access token does not show its user's metadata: the application must ask for the scope ${metadataScope} at login.`,
    { scope: metadataScope },
  );
}
