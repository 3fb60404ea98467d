import type { FastifyBaseLogger } from "fastify";
import { Failure } from "../lib/failure.js";
import type { ServiceToken } from "../zitadel/service-token.js";
import type { Userinfo } from "../zitadel/userinfo.js";

/**
 * Whether our own service user gets an access token that ZITADEL takes, told at the start: reads of one's own go on without it, so
 * nobody would notice until somebody writes. What is wrong with it is no reason not to start: another one may stand in its file by then.
 */
export async function checkServiceUser(
  serviceToken: ServiceToken,
  userinfo: Userinfo,
  log: FastifyBaseLogger,
): Promise<void> {
  try {
    const { sub } = await userinfo.ofToken(await serviceToken.get());
    log.info({ serviceUser: sub }, "this is our own service user");
  } catch (error) {
    if (!(error instanceof Failure)) {
      // A key that cannot sign, say.
      log.error({ err: error }, "the service user (ZITADEL_SERVICE_…) cannot be used");
      return;
    }
    const { code, message } = error;
    const words = `the service user (ZITADEL_SERVICE_…) cannot be used: ${message}`;
    if (code === "UNAUTHENTICATED" || code === "MISCONFIGURED") log.error({ code }, words);
    else log.warn({ code }, words);
  }
}
