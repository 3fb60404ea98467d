import { withRules } from "./rules.js";
import type { Variables } from "./test-env.js";
import type { TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

/** A rule that lets any caller read and write all keys as the service user. */
export async function allowAllAsService(zitadel: TestZitadel): Promise<Variables> {
  const rules = withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }]);
  return {
    ...(await rules(zitadel)),
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
  };
}
