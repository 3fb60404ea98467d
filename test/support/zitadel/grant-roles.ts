import { createCallZitadel } from "./public-api.js";
import type { TestZitadel } from "./test-zitadel.js";

/** Gives somebody roles of the project shop, granted by acme. */
export async function grantRoles(
  { issuer, world }: Pick<TestZitadel, "issuer" | "world">,
  userId: string,
  roleKeys: readonly string[],
): Promise<void> {
  await createCallZitadel(
    issuer,
    world.pat("owner"),
  )({
    path: `/management/v1/users/${userId}/grants`,
    organisation: world.organisation("acme"),
    json: { projectId: world.project("shop"), roleKeys },
  });
}
