import { metadataScopeMissing } from "./metadata-scope-missing.js";
import type { OwnReader } from "./own-reader.js";
import { decodeClaim } from "./wire.js";

/** The caller's own metadata as their verified token says it: no call, and as old as the token. */
export const readClaims: OwnReader = ({ credential: { id, metadataClaim }, shows }) => {
  const entries = decodeClaim(metadataClaim, id) ?? [];
  // The claim is there for hidden entries, too: it must not tell of them.
  const showsAny = entries.some(({ key }) => shows(id, key));
  return Promise.resolve(showsAny ? entries : metadataScopeMissing());
};
