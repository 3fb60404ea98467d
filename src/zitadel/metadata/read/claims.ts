import { Failure } from "../../../lib/failure.js";
import { insufficientScope } from "./insufficient-scope.js";
import type { SelfReader } from "./self-reader.js";
import { decodeClaim } from "../../codec.js";

/**
 * Reads the caller's own metadata from the verified token. Makes no call; the data is as old as the token.
 */
export const readClaims: SelfReader = ({ credential: { id, metadataClaim }, isVisible }) => {
  const entries = decodeClaim(metadataClaim, id);
  // The claim is also present if all its entries are hidden. The result must not reveal that they exist.
  const isResult = entries instanceof Failure || entries.some(({ key }) => isVisible(id, key));
  return Promise.resolve(isResult ? entries : insufficientScope());
};
