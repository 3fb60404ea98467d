import type { FastifyInstance } from "fastify";
import type { HttpOperations } from "../graphql-route.js";
import { errorBody } from "../error-body.js";
import type { Guard } from "../request-guard.js";

const url = "/forward-auth";

/**
 * Adds the routes for reverse proxies. Envoy appends the path of the original request, keeps its method, and
 * accepts no other status than 200; other proxies send GET and accept 204.
 */
export function addForwardAuthRoutes(
  server: FastifyInstance,
  onRequest: Guard,
  operations: HttpOperations,
): void {
  void server.register((routes, _, done) => {
    routes.removeAllContentTypeParsers();
    // The headers of the original request may describe a body that the proxy does not send.
    routes.addContentTypeParser("*", (_request, _payload, onParsed) => {
      onParsed(null);
    });
    routes.addHook("onRequest", onRequest);
    routes.addHook("onSend", (request, reply, payload, onSent) => {
      operations.recordRejection(request, payload, reply.elapsedTime);
      onSent(null, payload);
    });
    routes.get(url, (request, reply) => operations.handle(request, reply.code(204)));
    routes.route({
      url,
      method: routes.supportedMethods.filter((method) => method !== "GET" && method !== "HEAD"),
      handler: ({ method }, reply) =>
        reply
          .code(405)
          .header("allow", "GET, HEAD")
          .send(
            errorBody(
              "BAD_USER_INPUT",
              `${method} ${url} is not supported. Configure the proxy to send GET.`,
            ),
          ),
    });
    routes.all(`${url}/*`, (request, reply) => operations.handle(request, reply.code(200)));
    done();
  });
}
