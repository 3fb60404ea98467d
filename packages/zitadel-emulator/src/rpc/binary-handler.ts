import { buffer } from "node:stream/consumers";
import { create, fromJsonString, toJsonString, type DescMethodUnary } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createConnectRouter,
  createContextKey,
  createContextValues,
} from "@connectrpc/connect";
import { compressionGzip } from "@connectrpc/connect-node";
import { codeFromString } from "@connectrpc/connect/protocol-connect";
import { createAsyncIterable, type UniversalServerResponse } from "@connectrpc/connect/protocol";
import { ErrorDetailSchema } from "@zitadel/proto/zitadel/message_pb.js";
import { ApiError } from "../api/api-error.js";
import type { RequireCaller } from "../api/caller.js";
import type { Method } from "../api/method.js";
import { createMessage, DecodeError } from "../api/proto-json.js";
import type { Request, Response } from "../http/message.js";
import type { Route } from "../http/route.js";
import { readObject } from "../read-object.js";

const currentRequest = createContextKey<Request | undefined>(undefined);

/**
 * Serves gRPC, gRPC-Web and binary Connect: translates the messages to JSON and back, so that all protocols
 * share the method. Fields that the published messages do not have yet are dropped.
 */
export function createBinaryHandler(
  descriptor: DescMethodUnary,
  method: Method,
  requireCaller: RequireCaller,
): Route["handle"] {
  const router = createConnectRouter({ acceptCompression: [compressionGzip] });
  router.rpc(descriptor, async (input, { values }) => {
    const request = values.get(currentRequest);
    if (request === undefined) throw new ConnectError("The request is missing", Code.Internal);
    const raw = toJsonString(descriptor.input, input);
    try {
      const act = method.run(createMessage(readObject(raw) ?? {}, raw));
      const output = JSON.stringify(await act(...requireCaller(request), request.isStale));
      return fromJsonString(descriptor.output, output, { ignoreUnknownFields: true });
    } catch (error) {
      throw toConnectError(error);
    }
  });
  const [handler] = router.handlers;
  if (handler === undefined) throw new Error(`No handler for ${descriptor.name}`);
  return async (request) => {
    const response = await handler({
      httpVersion: "2",
      url: `http://localhost${request.path}`,
      method: request.method,
      header: toHeaders(request),
      body: createAsyncIterable([request.body]),
      // Methods are synchronous or short: a call is not worth cancelling.
      signal: new AbortController().signal,
      contextValues: createContextValues().set(currentRequest, request),
    });
    return toResponse(response);
  };
}

function toConnectError(error: unknown): unknown {
  if (error instanceof DecodeError) return new ConnectError(error.message, Code.InvalidArgument);
  if (!(error instanceof ApiError)) return error;
  const { text, code, id, message } = error;
  const details =
    id === undefined ? [] : [{ desc: ErrorDetailSchema, value: create(ErrorDetailSchema, { id, message }) }];
  return new ConnectError(text, codeFromString(code), undefined, details);
}

function toHeaders({ headers }: Request): Headers {
  return new Headers(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]));
}

async function toResponse({ status, header, body, trailer }: UniversalServerResponse): Promise<Response> {
  return {
    status,
    ...(header && { headers: Object.fromEntries(header) }),
    ...(body && { body: await buffer(body) }),
    ...(trailer && { trailers: Object.fromEntries(trailer) }),
  };
}
