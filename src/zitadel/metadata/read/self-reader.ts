import { Failure } from "../../../lib/failure.js";
import type { LoadResult, ReadOptions } from "../../../metadata/source.js";
import type { CallerCallOptions } from "../../oidc/userinfo.js";

/** A read of the caller's own metadata with the caller's own token. */
export type SelfReadOptions = ReadOptions & CallerCallOptions;

/** A way to read it. */
export type SelfReader = (reading: SelfReadOptions) => Promise<LoadResult>;

/** The same, with Failures as answers. */
export async function loadSelf(read: SelfReader, reading: SelfReadOptions): Promise<LoadResult> {
  try {
    return await read(reading);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
