import { z } from "zod";
import type { CallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";

/** What a run has created on the server. */
export interface CreatedTestData {
  /** Suffix of the user names of all users that the run created. */
  readonly userNameSuffix: string;
  readonly projects: readonly string[];
  /** Excludes the organization that the server already had. */
  readonly organizations: readonly string[];
}

const usersPage = z.object({ result: z.array(z.object({ userId: z.string() })).default([]) });

/** Removes the test data and all users that tests left. Continues after an error, and throws all errors at the end. */
export async function removeTestData(
  call: CallZitadel,
  { userNameSuffix, projects, organizations }: CreatedTestData,
): Promise<void> {
  const errors: unknown[] = [];
  const attempt = async (removal: Promise<unknown>): Promise<void> => {
    await removal.catch((error: unknown) => errors.push(error));
  };
  const query = {
    userNameQuery: { userName: `-${userNameSuffix}`, method: "TEXT_QUERY_METHOD_ENDS_WITH" },
  };
  const listUsers = { path: "/v2/users", json: { query: { limit: 1000 }, queries: [query] } };
  for (const { userId } of usersPage.parse(await call(listUsers)).result) {
    await attempt(call({ method: "DELETE", path: `/v2/users/${userId}` }));
  }
  for (const id of projects) await attempt(call({ method: "DELETE", path: `/management/v1/projects/${id}` }));
  for (const organization of organizations) {
    await attempt(call({ method: "DELETE", path: "/management/v1/orgs/me", organization }));
  }
  if (errors.length > 0) {
    throw new AggregateError(
      errors,
      `Test data with the suffix "${userNameSuffix}" could not be removed completely:\n${errors.join("\n")}`,
    );
  }
}
