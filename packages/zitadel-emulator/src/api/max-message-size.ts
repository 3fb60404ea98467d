import { ApiError } from "./api-error.js";

// Maximum size of the gRPC message behind a response.
export const maxMessageBytes = 10 * 1024 * 1024;

/** Throws the error that the version 1 gateway returns for a response above the limit. */
export function assertMessageSize(bytes: number, maxBytes = maxMessageBytes): void {
  if (bytes <= maxBytes) return;
  const text = `grpc: trying to send message larger than max (${bytes} vs. ${maxBytes})`;
  throw new ApiError("resource_exhausted", text);
}
