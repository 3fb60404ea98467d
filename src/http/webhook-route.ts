import type { FastifyError, FastifyInstance } from "fastify";
import type { Clock } from "../lib/clock.js";
import type { Secret } from "../lib/secret.js";
import { createWebhookCheck, type WebhookRejection } from "./webhook-signature.js";
import { errorBody } from "./error-body.js";
import { createThrottle } from "../lib/throttle.js";

export interface WebhookRoute {
  /** The signing keys of ZITADEL's webhooks. A webhook may be signed with any of them. */
  readonly keys: readonly Secret[];
  /** Starts a poll of ZITADEL's events. */
  readonly triggerPoll: () => void;
  readonly clock: Clock;
}

const url = "/zitadel/events";
/** In base64, the largest metadata value has 667 kB. An event with it has about a third of this size. */
const bodyLimit = 2 * 1024 * 1024;
const logIntervalMs = 60_000;

/**
 * Adds the webhook that ZITADEL calls on changes. The body is not used: the webhook triggers a poll, which
 * reads the events themselves. ZITADEL cannot send the router secret, so its signature authenticates it.
 */
export function addWebhookRoute(server: FastifyInstance, { keys, triggerPoll, clock }: WebhookRoute): void {
  const check = createWebhookCheck(keys, clock);
  // The path is open to any sender: one line per request could fill the log. A line has the number of
  // rejections since the last line, and the reason of the latest.
  const shouldLog = createThrottle(logIntervalMs, clock);
  let rejected = 0;

  function countRejection(reason: WebhookRejection): void {
    rejected++;
    if (!shouldLog()) return;
    server.log.info({ reason, rejected }, "webhook rejected");
    rejected = 0;
  }

  void server.register((routes, _, done) => {
    routes.removeAllContentTypeParsers();
    // The signature covers the raw bytes.
    routes.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, onParsed) => {
      onParsed(null, body);
    });
    routes.post(url, { bodyLimit }, ({ headers, body }, reply) => {
      const rejection = check(headers["zitadel-signature"], Buffer.isBuffer(body) ? body : Buffer.alloc(0));
      if (rejection === undefined) {
        triggerPoll();
        return reply.code(204).send();
      }
      countRejection(rejection);
      // Only the log has the exact reason.
      const message = "The header ZITADEL-Signature is missing, invalid, expired or was used before.";
      return reply.code(401).send(errorBody("UNAUTHENTICATED", message));
    });
    routes.route({
      url,
      method: routes.supportedMethods.filter((method) => method !== "POST"),
      handler: ({ method }, reply) =>
        reply
          .code(405)
          .header("allow", "POST")
          .send(errorBody("BAD_USER_INPUT", `${method} ${url} is not supported. Send webhooks with POST.`)),
    });
    routes.setErrorHandler((error: FastifyError, _request, reply) => {
      if (error.code !== "FST_ERR_CTP_BODY_TOO_LARGE") throw error;
      const message = `The webhook body is larger than ${bodyLimit} bytes.`;
      return reply.code(413).send(errorBody("REQUEST_TOO_LARGE", message));
    });
    done();
  });
}
