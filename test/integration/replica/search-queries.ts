import { z } from "zod";
import type { TestZitadel } from "../../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";
import type { ReplicaEnv } from "../../support/replica-env.js";
import { type Variables, withRules } from "../../support/test-env.js";

export const settings = { SUBGRAPH_SEARCH: "true", SUBGRAPH_LOOKUP: "contractNumber:contract" };
const findMany = `query ($where: [UserMetadataCondition!]!, $first: Int! = 20, $after: String) {
  usersByMetadata(where: $where, first: $first, after: $after) { nodes { id } hasNextPage endCursor }
}`;
const page = z.object({
  usersByMetadata: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    hasNextPage: z.boolean(),
    endCursor: z.string().nullable(),
  }),
});
export type UserPage = z.infer<typeof page>["usersByMetadata"];
/** The service user reads, writes and searches for all callers. */
export const allowSearch = (zitadel: TestZitadel): Variables => ({
  ...withRules(() => [
    { keys: ["*"], read: ["anyone"], write: ["anyone"], search: ["anyone"], as: "service" },
  ])(zitadel),
  ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
  ...settings,
});
type Where = readonly Readonly<Record<string, unknown>>[];

export async function findPage(
  env: ReplicaEnv,
  token: string,
  variables: { readonly where: Where; readonly first?: number; readonly after?: string | null },
): Promise<UserPage> {
  return page.parse((await env.query(findMany, { token, variables })).data).usersByMetadata;
}

export async function findIds(env: ReplicaEnv, token: string, where: Where): Promise<readonly string[]> {
  return (await findPage(env, token, { where, first: 100 })).nodes.map(({ id }) => id);
}
