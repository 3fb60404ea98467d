import type { Variables } from "./test-env.js";
import type { TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

/**
 * Variables for a policy with these rules and for the service user that it needs, which may read and write
 * all users.
 */
export function withRules(
  rules: (zitadel: TestZitadel) => unknown,
  more: Variables = {},
): (zitadel: TestZitadel) => Promise<Variables> {
  return (zitadel) =>
    Promise.resolve({
      METADATA_POLICY: JSON.stringify({ rules: rules(zitadel) }),
      ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
      ...more,
    });
}
