import { Failure } from "../../../lib/failure.js";
import type { LoadResult, ReadOptions } from "../../../metadata/source.js";
import type { CallerCallOptions } from "../../oidc/userinfo.js";

/** A read of the caller's own metadata with the caller's own token. */
export type SelfReadOptions = ReadOptions & CallerCallOptions;

/** Reads the caller's own metadata from one source. */
export type SelfReader = (options: SelfReadOptions) => Promise<LoadResult>;

/** Calls a reader and returns a thrown Failure as the result. */
export async function loadSelf(read: SelfReader, options: SelfReadOptions): Promise<LoadResult> {
  try {
    return await read(options);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
