import { Failure } from "../lib/failure.js";
import type { Caller } from "../metadata/caller.js";
import type { Loaded, Reading } from "../metadata/source.js";

/** A read of the caller's own metadata with the caller's own token. */
export interface OwnReading extends Reading {
  readonly credential: Caller;
}

/** A way to read it. */
export type OwnReader = (reading: OwnReading) => Promise<Loaded>;

/** The same, with Failures as answers. */
export async function loadOwn(read: OwnReader, reading: OwnReading): Promise<Loaded> {
  try {
    return await read(reading);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
