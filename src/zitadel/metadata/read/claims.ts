import { insufficientScope } from "./insufficient-scope.js";
import type { SelfReader } from "./self-reader.js";
import { decodeClaim } from "../../codec.js";

/** The caller's own metadata as their verified token says it: no call, and as old as the token. */
export const readClaims: SelfReader = ({ credential: { id, metadataClaim }, isVisible }) => {
  const entries = decodeClaim(metadataClaim, id) ?? [];
  // The claim is there for hidden entries, too: it must not tell of them.
  const showsAny = entries.some(({ key }) => isVisible(id, key));
  return Promise.resolve(showsAny ? entries : insufficientScope());
};
