import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { measureLists, getNewestEventDate } from "./replica/follow.js";
import { smallSizes } from "./replica/sizes.js";
import { measureStore } from "./replica/store.js";
import { startZitadelProcess } from "./replica/start-zitadel.js";

/**
 * These tests do not need the production build. Only `npm run bench -- --replica` measures how it follows.
 */
describe("measurements of replicas", () => {
  const logFolder = mkdtempSync(`${tmpdir()}/bench-test-`);

  it("shows changes in event searches after all of them are made", async () => {
    await using zitadel = await startZitadelProcess(20, `${logFolder}/zitadel.log`);
    expect(await measureLists(zitadel, { ...smallSizes, listedUsers: 20 })).toBeGreaterThan(0);
    const before = await getNewestEventDate(zitadel);
    await zitadel.changeWhileEventsPaused({ users: 10, version: 1 });
    expect(await getNewestEventDate(zitadel)).not.toBe(before);
  });

  it("measures a store that is filled without ZITADEL", async () => {
    const sizes = { ...smallSizes, storedUsers: 400 };
    const stored = await measureStore("memory", sizes, undefined, `${logFolder}/store.log`);
    expect(stored).toMatchObject({ users: 400, entries: 2000 });
    // The values alone have 40,000 bytes.
    expect(stored.bytes).toBeGreaterThan(40_000);
    expect(stored.rssBytes).toBeGreaterThan(stored.bytes);
  });
});
