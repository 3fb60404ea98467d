import { ApiError } from "./api-error.js";

// Of the gRPC message behind an answer, in bytes.
export const maxMessageBytes = 10 * 1024 * 1024;

/** What the gateway of version 1 says of an answer that it does not get. */
export function assertMessageSize(bytes: number, maxBytes = maxMessageBytes): void {
  if (bytes <= maxBytes) return;
  const text = `grpc: trying to send message larger than max (${bytes} vs. ${maxBytes})`;
  throw new ApiError("resource_exhausted", text);
}
