import type { Config } from "../config/config.js";
import { Failure } from "../lib/failure.js";
import type { StartupCheck } from "../lib/startup-check.js";
import { usesServiceUser } from "./uses-service-user.js";
import type { ZitadelClients } from "./zitadel-clients.js";

/** The startup check of the service user, if requests or the replica use it. */
export function serviceUserChecks(
  config: Config,
  { serviceToken, userinfo }: ZitadelClients,
): readonly StartupCheck[] {
  if (serviceToken === undefined || (!usesServiceUser(config) && config.replica === undefined)) return [];
  return [
    {
      subject: "service user (ZITADEL_SERVICE_USER_…)",
      confirmation: "service user authenticated",
      async verify() {
        try {
          const { sub } = await userinfo.get(await serviceToken.get());
          return { serviceUser: sub };
        } catch (error) {
          if (!(error instanceof Failure) || error.code !== "UNAUTHENTICATED") throw error;
          throw new Failure("MISCONFIGURED", error.message);
        }
      },
    },
  ];
}
