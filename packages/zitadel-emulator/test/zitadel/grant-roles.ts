import { createCallZitadel } from "./public-api.js";
import type { TestZitadel } from "./test-zitadel.js";

/** Grants a user roles of the project shop. The organization acme makes the grant. */
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
