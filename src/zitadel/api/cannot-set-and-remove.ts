import { Failure } from "../../lib/failure.js";

export function cannotSetAndRemove(): Failure {
  return new Failure(
    "NOT_SUPPORTED",
    "One update can set and delete keys only with the v2 API of ZITADEL 4.13 or later. Nothing was changed: set and delete in two mutations.",
  );
}
