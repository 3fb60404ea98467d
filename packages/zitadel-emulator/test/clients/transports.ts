import type { Interceptor, Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { createServerTransport } from "@zitadel/client/node";
import { createClientTransport } from "@zitadel/client/web";

/** The transports of the clients that are based on Connect. */
export const transports: Record<string, (baseUrl: string, token: string) => Transport> = {
  "@zitadel/client/node (gRPC)": (baseUrl, token) => createServerTransport(token, { baseUrl }),
  "@zitadel/client/web (gRPC-Web)": (baseUrl, token) => createClientTransport(token, { baseUrl }),
  "connect-node (binary over HTTP/1.1)": (baseUrl, token) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", interceptors: [withToken(token)] }),
  "connect-node (JSON over HTTP/2)": (baseUrl, token) =>
    createConnectTransport({
      baseUrl,
      httpVersion: "2",
      useBinaryFormat: false,
      interceptors: [withToken(token)],
    }),
};

function withToken(token: string): Interceptor {
  return (next) => (request) => {
    request.header.set("authorization", `Bearer ${token}`);
    return next(request);
  };
}
