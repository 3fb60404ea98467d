import { defaultSeed, type Emulator, startEmulator } from "zitadel-emulator";
import type { BackfillOptions } from "../../src/replica/follow/backfill.js";
import type { MetadataReader } from "../../src/metadata/source.js";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { createListReader } from "../../src/zitadel/metadata/read/list.js";
import { createGetOrganizations } from "../../src/zitadel/users/organizations.js";
import { createUserDirectory } from "../../src/zitadel/users/directory.js";
import { serviceCallOptions } from "../../src/replica/record/list-users.js";
import { startServiceApi } from "../support/service-api.js";
import type { TestClock } from "../support/test-clock.js";

/** An emulator, and the clients with which a replica reads from it. */
export interface FollowedZitadel
  extends AsyncDisposable,
    Pick<BackfillOptions, "feed" | "users" | "getOrganizations"> {
  readonly emulator: Emulator;
  /** Advances only while a test waits for a replica. */
  readonly clock: TestClock;
  readonly lists: MetadataReader;
  /** Names of the organizations that may be removed. */
  readonly organizations: Set<string>;
}

export async function startFollowedZitadel(organizations: readonly string[]): Promise<FollowedZitadel> {
  const added = Object.fromEntries(
    organizations.map((name) => [name, { displayName: name, primaryDomain: `${name}.localhost` }]),
  );
  const emulator = await startEmulator({
    seed: { ...defaultSeed, organizations: { ...defaultSeed.organizations, ...added } },
  });
  const api = startServiceApi(emulator.issuer, emulator.directory.personalAccessToken("owner"));
  const { call, clock } = api;
  const userApi = api.createApi("v2");
  const getOrganizations = createGetOrganizations(userApi, clock);
  return {
    emulator,
    clock,
    feed: createChangeFeed(call),
    users: createUserDirectory(call),
    lists: createListReader(userApi, { maxUserBytes: Number.POSITIVE_INFINITY, concurrency: 8 }),
    getOrganizations: (ids, signal) => getOrganizations(ids, serviceCallOptions(signal, clock)),
    organizations: new Set(organizations),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await emulator[Symbol.asyncDispose]();
    },
  };
}
