import { createCallZitadel } from "./public-api.js";
import type { TestZitadel } from "./test-zitadel.js";

/** Gives somebody roles of the project shop, granted by acme. */
export async function grantRoles(
  { issuer, directory }: Pick<TestZitadel, "issuer" | "directory">,
  userId: string,
  roleKeys: readonly string[],
): Promise<void> {
  await createCallZitadel(
    issuer,
    directory.personalAccessToken("owner"),
  )({
    path: `/management/v1/users/${userId}/grants`,
    organization: directory.organization("acme"),
    json: { projectId: directory.project("shop"), roleKeys },
  });
}
