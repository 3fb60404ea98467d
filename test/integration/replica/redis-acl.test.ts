import { expect, it } from "vitest";
import { createKeys } from "../../../src/replica/store/redis/keys.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { longTimeout } from "../../support/test-clock.js";
import { relaxedRedisTimings, startRedis } from "../../support/redis.js";
import { batchOf, valuesIn } from "./batch.js";
import { openStore } from "./redis-stores.js";
import { whileLeading } from "./while-leading.js";

/** The commands of the ACL in docs/replica.md. */
const commands =
  "del eval evalsha exec get hdel hget hgetall hincrby hlen hmget hset mget multi pexpire publish set subscribe time unlink zadd zcard zrangebylex zrem";
const allowed = commands
  .split(" ")
  .map((name) => `+${name}`)
  .join(" ");
const password = "p@ss/w%rd:#?";
const auth = `replica:${encodeURIComponent(password)}@`;

function userOf(prefix: string, rights: string): string {
  return `user replica on >${password} ~{${prefix}}:v1:* &${createKeys(prefix).signals} -@all ${rights}`;
}

describeWithRedis("the Redis store with an ACL user", () => {
  it.each([
    ["with the documented permissions", `${allowed} +memory|usage`],
    ["without MEMORY USAGE", allowed],
  ])("performs all operations %s", async (_, rights) => {
    await using redis = await startRedis({
      settings: ["user default off", "user admin on nopass ~* &* +@all", userOf("mine", rights)],
    });
    await using opened = openStore(redis.url.replace("//", `//${auth}`), { prefix: "mine" });
    const { store, lines } = opened;
    let requests = 0;
    store.onPollRequested = () => requests++;
    const all = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`acme/${n}`, "x".repeat(300)]));
    await whileLeading(store, async (writer) => {
      await writer.apply(batchOf(all, { removedOrganizations: new Map([["globex", 1]]) }));
      await writer.apply(batchOf({ "acme/0": null }));
      await writer.markCaughtUp(await writer.now());
      expect(await writer.userIdsIn("acme")).toHaveLength(49);
      expect(await writer.removedOrganizations()).toEqual(new Map([["globex", 1]]));
      await expect
        .poll(() => {
          store.triggerPoll();
          return requests;
        }, longTimeout)
        .toBeGreaterThan(0);
    });
    await store.recordPendingWrite("1", { changedAt: 1 }, 60_000);
    const page = await store.read(["0", "1"]);
    expect(valuesIn(page?.records)).toEqual([undefined, "x".repeat(300)]);
    expect(page?.pendingWrites).toEqual([undefined, { changedAt: 1, isExpired: false }]);
    const size = await store.size();
    expect(size?.users).toBe(49);
    expect(size?.bytes).toBeGreaterThan(49 * 300);
    expect(size?.bytes).toBeLessThan(49 * 1000);
    for await (const ids of store.userIds()) expect(ids).toHaveLength(49);
    await whileLeading(store, (writer) => writer.clear());
    expect(lines).toEqual([]);
  });

  it("logs a missing write permission once", async () => {
    const rights = allowed.replace("+hset", "");
    await using redis = await startRedis({ settings: [userOf("mine", rights)] });
    await using opened = openStore(redis.url.replace("//", `//${auth}`), {
      prefix: "mine",
      timings: { ...relaxedRedisTimings, acquireIntervalMs: 1 },
    });
    const stop = new AbortController();
    const leading = opened.store.runAsLeader(() => Promise.resolve(), stop.signal);
    const line = [
      "error",
      "Redis rejected a replica command",
      expect.stringContaining("lacks a permission that the replica needs"),
    ];
    await expect.poll(() => opened.lines, longTimeout).toEqual([line]);
    stop.abort();
    await leading;
    expect(opened.lines).toHaveLength(1);
  });

  it("logs a wrong password without revealing it", async () => {
    await using redis = await startRedis({ settings: [userOf("mine", allowed)] });
    await using opened = openStore(redis.url.replace("//", "//replica:s3cret@"), { prefix: "mine" });
    await expect
      .poll(() => opened.lines.map(([, , reason]) => reason), longTimeout)
      .toContainEqual(expect.stringMatching(/^WRONGPASS .*wrong user or password/));
    const leading = opened.store.runAsLeader(() => Promise.resolve(), new AbortController().signal);
    expect(JSON.stringify(opened.lines)).not.toContain("s3cret");
    await opened[Symbol.asyncDispose]();
    await leading;
    expect(JSON.stringify(opened.lines)).not.toContain("s3cret");
  });
});
