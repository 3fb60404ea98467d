import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { measureLists, newestOf } from "./replica/follow.js";
import { smallSizes } from "./replica/sizes.js";
import { measureStore } from "./replica/store.js";
import { startZitadel } from "./replica/start-zitadel.js";

/** The production build is not there: how it follows is measured only. */
describe("what replicas are measured by", () => {
  const logs = mkdtempSync(`${tmpdir()}/bench-test-`);

  it("is a ZITADEL whose changes are seen when all of them are done", async () => {
    await using zitadel = await startZitadel(20, `${logs}/zitadel.log`);
    expect(await measureLists(zitadel, { ...smallSizes, listedUsers: 20 })).toBeGreaterThan(0);
    const before = await newestOf(zitadel);
    await zitadel.changeUnseen({ users: 10, version: 1 });
    expect(await newestOf(zitadel)).not.toBe(before);
  });

  it("is a store that was filled by itself", async () => {
    const sizes = { ...smallSizes, storedUsers: 400 };
    const stored = await measureStore("memory", sizes, undefined, `${logs}/store.log`);
    expect(stored).toMatchObject({ users: 400, entries: 2000 });
    // Values alone are 40,000.
    expect(stored.bytes).toBeGreaterThan(40_000);
    expect(stored.rssBytes).toBeGreaterThan(stored.bytes);
  });
});
