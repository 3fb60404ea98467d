import type { RequireCaller } from "../api/caller.js";
import { handleConnectJson } from "../api/connect.js";
import type { Method } from "../api/method.js";
import { text } from "../http/message.js";
import type { Route } from "../http/route.js";
import type { Service } from "../services.js";
import { serveText } from "./grpc-web-text.js";
import { binaryProtocolOf } from "./protocol.js";
import { unimplemented } from "./unimplemented.js";

/** gRPC, gRPC-Web and Connect: https://connectrpc.com/docs/protocol */
export function rpcRoute(
  { name: service, isVersion1 }: Service,
  method: Method,
  requireCaller: RequireCaller,
): Route {
  let binaryHandler: Promise<Route["handle"]> | undefined;
  return {
    path: `/${service}/${method.name}`,
    handle: async (request) => {
      if (request.method !== "POST") return { status: 405 };
      if (binaryProtocolOf(request) !== undefined) {
        binaryHandler ??= loadBinaryHandler(service, method, requireCaller);
        return (await binaryHandler)(request);
      }
      if (isVersion1) {
        return text(404, `404 page not found: ${service} is available through REST and gRPC only\n`);
      }
      return handleConnectJson(service, method, requireCaller, request);
    },
  };
}

/** Loads the libraries and the descriptions of messages when a client needs them: JSON does not. */
async function loadBinaryHandler(
  service: string,
  method: Method,
  requireCaller: RequireCaller,
): Promise<Route["handle"]> {
  const [{ findUnaryMethod }, { createBinaryHandler }] = await Promise.all([
    import("./descriptors.js"),
    import("./binary-handler.js"),
  ]);
  const descriptor = findUnaryMethod(service, method.name);
  if (descriptor !== undefined) {
    return serveText(createBinaryHandler(descriptor, method, requireCaller));
  }
  const reason = `${service}/${method.name} is available in JSON only: its messages are not published in @zitadel/proto`;
  return (request) => unimplemented(request, reason);
}
