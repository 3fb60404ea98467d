import { ApiError } from "../api/api-error.js";
import { connectErrorResponse } from "../api/connect.js";
import { restErrorResponse } from "../api/rest.js";
import type { Request, Response } from "../http/message.js";
import { binaryProtocolOf } from "./protocol.js";

/** The error `unimplemented` in the form of the request's protocol. */
export function unimplemented(request: Request, reason: string): Response {
  const error = new ApiError("unimplemented", reason);
  switch (binaryProtocolOf(request)) {
    case "grpc":
    case "grpc-web":
      // A response without a message has its status in the headers.
      return {
        status: 200,
        headers: {
          "content-type": request.headers["content-type"] ?? "application/grpc",
          "grpc-status": String(error.number),
          "grpc-message": encodeURIComponent(reason),
        },
      };
    case "connect":
      return connectErrorResponse(error);
    case undefined:
      return request.path.startsWith("/zitadel.") ? connectErrorResponse(error) : restErrorResponse(error);
  }
}
