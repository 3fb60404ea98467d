import type { FastifyBaseLogger } from "fastify";
import { Failure } from "../lib/failure.js";
import type { ServiceToken } from "../zitadel/oidc/service-token.js";
import type { Userinfo } from "../zitadel/oidc/userinfo.js";

/**
 * Logs at startup whether ZITADEL accepts the service user. Callers can read their own metadata without it,
 * so invalid credentials would go unnoticed until a request needs them. They do not prevent the start: the
 * credential file may be replaced later.
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
      // For example, a key that cannot sign.
      log.error({ err: error }, "service user (ZITADEL_SERVICE_USER_…) cannot be used");
      return;
    }
    const { code, message } = error;
    const text = `service user (ZITADEL_SERVICE_USER_…) cannot be used: ${message}`;
    if (code === "UNAUTHENTICATED" || code === "MISCONFIGURED") log.error({ code }, text);
    else log.warn({ code }, text);
  }
}
