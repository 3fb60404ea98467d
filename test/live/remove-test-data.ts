import { z } from "zod";
import type { CallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";

/** What has to be removed again. */
export interface Built {
  /** Ends the user names of all users that belong to this world. */
  readonly run: string;
  readonly projects: readonly string[];
  /** Those that the server did not have before. */
  readonly organizations: readonly string[];
}

const found = z.object({ result: z.array(z.object({ userId: z.string() })).default([]) });

/** Removes what was built, and whatever users a test left. Goes on after a refusal, and tells of all of them at the end. */
export async function removeWorld(call: CallZitadel, { run, projects, organizations }: Built): Promise<void> {
  const refusals: unknown[] = [];
  const attempt = async (it: Promise<unknown>): Promise<void> => {
    await it.catch((error: unknown) => refusals.push(error));
  };
  const query = { userNameQuery: { userName: `-${run}`, method: "TEXT_QUERY_METHOD_ENDS_WITH" } };
  const page = { path: "/v2/users", json: { query: { limit: 1000 }, queries: [query] } };
  for (const { userId } of found.parse(await call(page)).result) {
    await attempt(call({ method: "DELETE", path: `/v2/users/${userId}` }));
  }
  for (const id of projects) await attempt(call({ method: "DELETE", path: `/management/v1/projects/${id}` }));
  for (const organization of organizations) {
    await attempt(call({ method: "DELETE", path: "/management/v1/orgs/me", organization }));
  }
  if (refusals.length > 0) {
    throw new AggregateError(
      refusals,
      `What ends with "${run}" could not be removed completely:\n${refusals.join("\n")}`,
    );
  }
}
