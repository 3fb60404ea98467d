import type { FastifyReply, FastifyRequest } from "fastify";
import type { GuardedSource } from "../../access/guarded-source.js";
import type { ForwardAuthHeader } from "../../config/config.js";
import { clientMessage } from "../../graphql/errors/errors.js";
import { failedWith } from "../../graphql/errors/operation-summary.js";
import { Failure } from "../../lib/failure.js";
import { requireCaller } from "../../metadata/caller.js";
import { logFailure } from "../../observability/error-log.js";
import type { Serve } from "../../observability/instrument-operations.js";
import { errorBody } from "../error-body.js";
import { type RequestOptions, startHttpRequest } from "../start-request.js";
import { readCallerHeaders } from "./caller-headers.js";

export interface ForwardAuthOptions extends RequestOptions {
  readonly keys: readonly ForwardAuthHeader[];
  readonly source: GuardedSource;
}

/** Responds with the headers of the caller. The route has set the status code of success. */
export function createForwardAuthHandler({ keys, source, ...options }: ForwardAuthOptions): Serve {
  return async (request, reply, record) => {
    const started = startHttpRequest(request, reply, options);
    const { scope, readSignal: signal } = started;
    const userIds = new Set<string>();
    record.context = { scope, userIds, isClientDisconnected: () => started.isClientDisconnected() };
    try {
      const caller = requireCaller(await started.authenticate(false));
      userIds.add(caller.id);
      const headers = await readCallerHeaders(keys, source, { caller, scope, signal });
      record.summary = { operationName: undefined, kind: "forward_auth", codes: new Map() };
      for (const [name, value] of headers) reply.header(name, value);
      return await reply.send();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      record.summary = failedWith(error.code, "forward_auth");
      if (!started.isClientDisconnected()) logFailure(request.log, error, request.id);
      return await sendFailure(request, reply, error);
    } finally {
      started.finish();
    }
  };
}

/** A token that is valid but does not suffice is 403. For all that could not be checked the status is 503. */
function sendFailure({ headers }: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply {
  const { code, details } = failure;
  const body = errorBody(code, clientMessage(failure));
  if (code === "UNAUTHENTICATED") {
    // RFC 6750: no error code if the request has no token.
    const challenge = headers.authorization === undefined ? "Bearer" : 'Bearer error="invalid_token"';
    return reply.code(401).header("www-authenticate", challenge).send(body);
  }
  if (code === "INSUFFICIENT_SCOPE") {
    const scope = details.scope === undefined ? "" : `, scope="${details.scope}"`;
    return reply.code(403).header("www-authenticate", `Bearer error="insufficient_scope"${scope}`).send(body);
  }
  return reply.code(code === "FORBIDDEN" ? 403 : 503).send(body);
}
