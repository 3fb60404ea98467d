import { Failure } from "../lib/failure.js";
import type { Loaded, MetadataReader, MetadataSource, Reading } from "../metadata/source.js";
import { listAllPages } from "./list-pages.js";
import { isTooLarge, readFailureOf } from "./refusal.js";
import type { UserApi, WithApi } from "./user-api.js";

/** ZITADEL's lists: any user whom the credential may read, and the caller without any role. One call per user and page. */
export function createListSource(
  withApi: WithApi,
  knows: MetadataSource["knows"],
  maxOwnerBytes: number,
): MetadataReader {
  async function list(api: UserApi, ownerId: string, reading: Reading): Promise<Loaded> {
    const limits = { maxBytes: maxOwnerBytes, shows: reading.shows, budget: reading.budget };
    const entries = await listAllPages(limits, async (page) => {
      const answer = await api.list(ownerId, page, reading);
      if (isTooLarge(answer)) return undefined;
      if (answer.status !== 200) throw readFailureOf(answer);
      return api.decodePage(answer.body, ownerId);
    });
    // Throws for a user whom the caller may not read; an unknown one has no entries.
    if (entries.length === 0 && api.emptyMayHide && !isOwn(ownerId, reading)) await knows(ownerId, reading);
    return entries;
  }

  const isOwn = (ownerId: string, { credential }: Reading): boolean =>
    credential !== "service" && credential.id === ownerId;

  return {
    load: (owners, reading) =>
      Promise.all(
        owners.map(async (ownerId) => {
          try {
            return await withApi((api) => list(api, ownerId, reading));
          } catch (error) {
            if (error instanceof Failure) return error;
            throw error;
          }
        }),
      ),
  };
}
