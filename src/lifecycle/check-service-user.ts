import type { FastifyBaseLogger } from "fastify";
import { Failure } from "../lib/failure.js";
import type { ServiceToken } from "../zitadel/oidc/service-token.js";
import type { Userinfo } from "../zitadel/oidc/userinfo.js";

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
    const { sub } = await userinfo.get(await serviceToken.get());
    log.info({ serviceUser: sub }, "service user authenticated");
  } catch (error) {
    if (!(error instanceof Failure)) {
      // A key that cannot sign, say.
      log.error({ err: error }, "service user (ZITADEL_SERVICE_USER_…) cannot be used");
      return;
    }
    const { code, message } = error;
    const text = `service user (ZITADEL_SERVICE_USER_…) cannot be used: ${message}`;
    if (code === "UNAUTHENTICATED" || code === "MISCONFIGURED") log.error({ code }, text);
    else log.warn({ code }, text);
  }
}
