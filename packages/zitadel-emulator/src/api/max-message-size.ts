import { ApiError } from "./api-error.js";

// Of the gRPC message behind an answer, in bytes.
export const largestMessage = 10 * 1024 * 1024;

/** What the gateway of version 1 says of an answer that it does not get. */
export function assertMessageSize(size: number, largest = largestMessage): void {
  if (size <= largest) return;
  const text = `grpc: trying to send message larger than max (${size} vs. ${largest})`;
  throw new ApiError("resource_exhausted", text);
}
