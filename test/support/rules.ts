import type { Variables } from "./world.js";
import type { TestZitadel } from "./zitadel/test-zitadel.js";

/** Rules, and what they need: a service user that may read and write everybody. */
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
