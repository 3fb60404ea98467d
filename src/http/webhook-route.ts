import type { FastifyError, FastifyInstance } from "fastify";
import type { Clock } from "../lib/clock.js";
import type { Secret } from "../lib/secret.js";
import { createWebhookCheck, type WebhookRejection } from "./webhook-signature.js";
import { errorBody } from "./error-body.js";
import { throttle } from "../lib/throttle.js";

export interface WebhookRoute {
  /** What ZITADEL signs its webhooks with, any of these. */
  readonly keys: readonly Secret[];
  /** Has whoever follows ZITADEL's events look at once. */
  readonly triggerPoll: () => void;
  readonly clock: Clock;
}

const url = "/zitadel/events";
/** The largest value of an entry, in base64 and with what is around it, takes a third. */
const bodyLimit = 2 * 1024 * 1024;
const logIntervalMs = 60_000;

/**
 * Where ZITADEL tells that something has happened. Nothing is made of what it says: whoever is nudged reads the events themselves. It cannot
 * send a router's secret, so its signature is what lets it in.
 */
export function addWebhookRoute(server: FastifyInstance, { keys, triggerPoll, clock }: WebhookRoute): void {
  const check = createWebhookCheck(keys, clock);
  let lastReason: WebhookRejection | undefined;
  let rejected = 0;
  // Anybody can send something here: a line for each would fill the log.
  const logRejections = throttle(
    () => {
      server.log.info({ reason: lastReason, rejected }, "webhook rejected");
      rejected = 0;
      return Promise.resolve();
    },
    logIntervalMs,
    clock,
  );

  void server.register((events, _, done) => {
    events.removeAllContentTypeParsers();
    // The signature is of the bytes.
    events.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, parsed) => {
      parsed(null, body);
    });
    events.post(url, { bodyLimit }, ({ headers, body }, reply) => {
      lastReason = check(headers["zitadel-signature"], Buffer.isBuffer(body) ? body : Buffer.alloc(0));
      if (lastReason === undefined) {
        triggerPoll();
        return reply.code(204).send();
      }
      rejected += 1;
      logRejections();
      // Why is told in the log only.
      const message = "The header ZITADEL-Signature is missing or wrong, too old, or was used before.";
      return reply.code(401).send(errorBody("UNAUTHENTICATED", message));
    });
    events.route({
      url,
      method: events.supportedMethods.filter((method) => method !== "POST"),
      handler: ({ method }, reply) =>
        reply
          .code(405)
          .header("allow", "POST")
          .send(errorBody("BAD_USER_INPUT", `${method} ${url} is not served: webhooks come by POST.`)),
    });
    events.setErrorHandler((error: FastifyError, _request, reply) => {
      if (error.code !== "FST_ERR_CTP_BODY_TOO_LARGE") throw error;
      const message = `The webhook's body is larger than ${bodyLimit} bytes.`;
      return reply.code(413).send(errorBody("REQUEST_TOO_LARGE", message));
    });
    done();
  });
}
