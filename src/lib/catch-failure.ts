import { Failure } from "./failure.js";

/** Resolves with a Failure that the promise rejects with. Other rejections are bugs and stay rejections. */
export async function catchFailure<T>(promise: Promise<T>): Promise<T | Failure> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
