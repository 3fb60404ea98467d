import { Failure } from "../lib/failure.js";
import type { Loaded, Reading } from "../metadata/source.js";
import type { OwnAsking } from "./userinfo.js";

/** A read of the caller's own metadata with the caller's own token. */
export type OwnReading = Reading & OwnAsking;

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
