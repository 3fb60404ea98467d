import type { Request } from "../http/message.js";

/** The remote procedure call protocols besides Connect with JSON. */
export type BinaryProtocol = "grpc" | "grpc-web" | "connect";

/** The binary protocol of a request by its content type; undefined for JSON and other types. */
export function binaryProtocolOf({ headers }: Request): BinaryProtocol | undefined {
  const type = headers["content-type"] ?? "";
  if (/^application\/grpc-web\b/.test(type)) return "grpc-web";
  if (/^application\/grpc\b/.test(type)) return "grpc";
  return /^application\/proto\b/.test(type) ? "connect" : undefined;
}
