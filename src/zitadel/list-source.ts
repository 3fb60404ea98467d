import { Failure } from "../lib/failure.js";
import type { Loaded, MetadataReader, MetadataSource, Reading } from "../metadata/source.js";
import { listAllPages, RowsWithheld } from "./list-pages.js";
import { isTooLarge, readFailureOf } from "./refusal.js";
import type { UserApi, WithApi } from "./user-api.js";

/**
 * ZITADEL's lists: any user whom the credential may read, and the caller without any role. One call per user and page. `knows` tells
 * whether a user without anything to show may be read, where the list alone does not.
 */
export function createListSource(
  withApi: WithApi,
  knows: MetadataSource["knows"] | undefined,
  maxOwnerBytes: number,
): MetadataReader {
  async function list(api: UserApi, ownerId: string, reading: Reading): Promise<Loaded> {
    const { credential, shows, budget } = reading;
    const isOwn = credential !== "service" && credential.id === ownerId;
    // v1 shows no rows of a user of another organisation. v2 has none to withhold of a user without entries: hidden ones must not tell.
    const needsKnows = !isOwn && (api.emptyMayHide || reading.needsSecondLook(ownerId));
    try {
      const limits = { maxBytes: maxOwnerBytes, shows, budget };
      const entries = await listAllPages(limits, async (page) => {
        const answer = await api.list(ownerId, page, reading);
        if (isTooLarge(answer)) return undefined;
        if (answer.status !== 200) throw readFailureOf(answer);
        return api.decodePage(answer.body, ownerId);
      });
      // Throws for a user whom the credential may not read; an unknown one has no entries.
      if (entries.length === 0 && needsKnows) await knows?.(ownerId, reading);
      return entries;
    } catch (error) {
      if (error instanceof RowsWithheld && needsKnows) await knows?.(ownerId, reading);
      throw error;
    }
  }

  return {
    load: (owners, reading) =>
      Promise.all(
        owners.map(async (ownerId) => {
          try {
            return await withApi((api) => list(api, ownerId, reading), reading.signal);
          } catch (error) {
            if (error instanceof Failure) return error;
            throw error;
          }
        }),
      ),
  };
}
