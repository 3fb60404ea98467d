import { describe, expect, it } from "vitest";
import type { UserDirectory } from "../../src/metadata/change-feed.js";
import { createMemoryStore } from "../../src/replica/memory-store.js";
import { listedEntries, storedEntries } from "../random/all-entries.js";
import { startFollowedZitadel } from "../random/followed-zitadel.js";
import { startInstance } from "../random/replica-instance.js";
import { routes } from "../support/call-kinds.js";
import { silentLog } from "../support/silent-log.js";

const overlapMs = 10_000;

describe("a fill of users who are older than ZITADEL's history", () => {
  it("that ended in the middle is done again: nobody counts as known who was not read", async () => {
    await using zitadel = await startFollowedZitadel(["a"]);
    const { emulator } = zitadel;
    const ids = Array.from({ length: 5 }, (_, n) =>
      emulator.addUser(`old-${n}`, { organisation: "a", metadata: { plan: String(n) } }),
    );
    emulator.cutEvents();
    let hasFailed = false;
    const oneByOne: UserDirectory = {
      async *list(createdBefore, signal) {
        for await (const some of zitadel.users.list(createdBefore, signal)) {
          for (const id of some) {
            yield [id];
            if (hasFailed || id !== ids[1]) continue;
            hasFailed = true;
            emulator.failNext(routes.list, { status: 503 });
          }
        }
      },
    };
    const store = createMemoryStore(silentLog);
    const instance = startInstance({ ...zitadel, users: oneByOne }, store, overlapMs);
    for (let n = 0; n < 3; n++) await instance.poll();
    await instance.stop();
    expect(hasFailed).toBe(true);
    expect(await storedEntries(store, ids)).toEqual(await listedEntries(emulator, ids));
  });
});
