import { afterAll, beforeAll, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { changes, openEventSource } from "../../support/event-source.js";
import { setUserMetadata } from "../../support/query.js";
import { startRedis, type TestRedis } from "../../support/redis.js";
import { type ReplicaEnv, startRedisReplicaEnv } from "../../support/replica-env.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

describeWithRedis("subscriptions of two processes with a replica in one Redis", () => {
  let redis: TestRedis;
  let env: TestEnv;
  /** Polls ZITADEL. */
  let leader: ReplicaEnv;
  let other: ReplicaEnv;
  beforeAll(async () => {
    [redis, env] = await Promise.all([startRedis(), startTestEnv()]);
    leader = await startRedisReplicaEnv(env, redis);
    other = await startRedisReplicaEnv(env, redis);
  });
  afterAll(async () => {
    for (const opened of [other, leader, env, redis]) await opened[Symbol.asyncDispose]();
  });

  it("send a change to both, whichever process wrote it, when the leader has polled it", {
    tags: ["embedded"],
  }, async () => {
    const { id, name } = await leader.addPerson();
    const token = await leader.login(name);
    await leader.catchUp();
    await using atLeader = await openEventSource(leader.url, changes, { token });
    await using atOther = await openEventSource(other.url, changes, { token });
    await Promise.all([atLeader.next(), atOther.next()]);
    const writers = [
      (plan: string) => setUserMetadata(leader, token, id, [{ key: "plan", value: plan }]),
      (plan: string) => setUserMetadata(other, token, id, [{ key: "plan", value: plan }]),
      (plan: string) => write(env.emulator, id, { plan }),
    ];
    for (const [n, writePlan] of writers.entries()) {
      const plan = `plan ${n}`;
      await writePlan(plan);
      await leader.catchUp();
      // The clock stands still, so neither a poll nor the check every minute can find the change.
      for (const source of [atLeader, atOther]) {
        expect(await source.next()).toMatchObject({
          data: { userMetadataChanged: { user: { metadataMap: { plan } }, changedKeys: ["plan"] } },
        });
      }
    }
    expect([await leader.replica(), await other.replica()]).toMatchObject([
      { isLeader: true },
      { isLeader: false },
    ]);
  });
});
