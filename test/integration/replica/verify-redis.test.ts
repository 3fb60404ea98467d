import { afterAll, beforeAll, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { createKeys } from "../../../src/replica/store/redis/keys.js";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { startRedisReplicaEnv } from "../../support/replica-env.js";
import { startRedis, type TestRedis } from "../../support/redis.js";
import { startTestEnv } from "../../support/test-env.js";
import { verify } from "../../support/verify.js";

const keysFor = (issuer: string): ReturnType<typeof createKeys> =>
  createKeys(`zitadel-metadata:${new URL(issuer).host}`);

/**
 * Adds a Redis user that may only read, except for SET on the write probe: reads use it to detect a read-only
 * Redis replica.
 */
async function addReader({ admin, url }: TestRedis, issuer: string): Promise<string> {
  const { writeProbe, signals } = keysFor(issuer);
  const prefix = writeProbe.slice(0, writeProbe.lastIndexOf(":") + 1);
  const commands = "-@all +@read +@transaction +time +subscribe +set";
  const rights = `on >secret resetkeys %R~${prefix}* ~${writeProbe} resetchannels &${signals}`;
  await admin.call("ACL", "SETUSER", "reader", ...`${rights} ${commands}`.split(" "));
  return url.replace("//", "//reader:secret@");
}

describeWithRedis("npm run -s cli -- verify-replica with REPLICA=redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it("compares the existing replica without writing or becoming the leader", {
    tags: ["embedded"],
  }, async () => {
    await using zitadel = await startTestEnv();
    await using env = await startRedisReplicaEnv(zitadel, redis);
    await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const { issuer } = env.zitadel;
    const variables = { REPLICA: "redis", REDIS_URL: await addReader(redis, issuer) };
    const lease = await redis.admin.hgetall(keysFor(issuer).lease);
    const { code, lines, stderr } = await verify(env.emulator, variables);
    expect(lines).toEqual([
      "REPLICA=redis: comparing the replica in Redis with ZITADEL's lists. Nothing is written.",
      "Nothing differs: 14 users compared.",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await redis.admin.hgetall(keysFor(issuer).lease)).toEqual(lease);
    expect(await env.replica()).toMatchObject({ state: "following", isLeader: true });
  });

  it("prints the users that differ, including those that only one side has, and exits with 1", {
    tags: ["embedded"],
  }, async () => {
    await using zitadel = await startTestEnv();
    await using env = await startRedisReplicaEnv(zitadel, redis);
    const [ada, bob] = [await env.addPerson(), await env.addPerson()];
    await write(env.emulator, ada.id, { plan: "gold", nick: "ada" });
    await write(env.emulator, bob.id, { plan: "iron" });
    const { records, index } = keysFor(env.zitadel.issuer);
    await env.catchUp();
    const record = (await redis.admin.hgetBuffer(records, bob.id)) ?? "";
    const members = await redis.admin.zrange(index, 0, "-1");
    const member = members.find((text) => text.endsWith(bob.id)) ?? "";
    // The number of users stays the same, so the replica does not detect the missing one.
    await redis.admin
      .multi()
      .hset(records, { [ada.id]: record, "42": record })
      .hdel(records, bob.id)
      .zadd(index, "0", member.replace(bob.id, "42"))
      .zrem(index, member)
      .exec();
    const { code, lines, stdout } = await verify(env.emulator, {
      REPLICA: "redis",
      REDIS_URL: redis.url,
    });
    expect(new Set(lines.slice(1, -1))).toEqual(
      new Set([
        `${ada.id} missing "nick"`,
        `${ada.id} value "plan"`,
        `${bob.id} missing "plan"`,
        `42 extra "plan"`,
      ]),
    );
    expect(stdout).not.toMatch(/gold|iron/);
    expect(code).toBe(1);
  });

  it("exits with 2 and a message if Redis is unreachable, has no replica, or one without a leader", {
    tags: ["embedded"],
  }, async () => {
    await using zitadel = await startEmulator();
    await using stopped = await startTestEnv();
    await (await startRedisReplicaEnv(stopped, redis))[Symbol.asyncDispose]();
    // The replica was last current a minute ago.
    const { state } = keysFor(stopped.zitadel.issuer);
    const completeAt = Number(await redis.admin.hget(state, "completeAt"));
    await redis.admin.hset(state, { completeAt: completeAt - 60_000 });
    const onRedis = { REPLICA: "redis", REDIS_URL: redis.url, REPLICA_MAX_LAG_MS: "100" };
    const [unreachable, rejected, empty, lagging] = await Promise.all([
      verify(zitadel, { ...onRedis, REDIS_URL: "redis://localhost:1" }),
      verify(zitadel, { ...onRedis, REDIS_URL: redis.url.replace("//", "//unknown:guess@") }),
      verify(zitadel, onRedis),
      verify(stopped.emulator, onRedis),
    ]);
    expect(unreachable.stderr).toMatch(/^The replica's store \(REDIS_URL\) is unreachable: .*ECONNREFUSED/);
    expect(rejected.stderr).toContain("REDIS_URL contains a wrong user or password");
    expect(rejected.stderr).not.toContain("guess");
    expect(empty.stderr).toMatch(/^The replica is not complete, so it cannot be verified\./);
    expect(lagging.stderr).toMatch(/^The replica is \d+\.\d s behind ZITADEL, more than REPLICA_MAX_LAG_MS/);
    expect([unreachable, rejected, empty, lagging].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  });
});
