import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { startRedis } from "../../support/start-redis.js";
import { batchOf, valuesIn } from "./batch.js";
import { openStore, soon } from "./redis-stores.js";
import { whileLeading } from "./while-leading.js";

const run = promisify(execFile);
/** What start-redis-store says that a user needs. */
const commands =
  "del eval evalsha exec get hdel hget hgetall hincrby hlen hmget hset mget multi publish set subscribe time unlink zadd zcard zrangebylex zrem";
const allowed = commands
  .split(" ")
  .map((name) => `+${name}`)
  .join(" ");
const password = "p@ss/w%rd:#?";
const auth = `replica:${encodeURIComponent(password)}@`;

function userOf(prefix: string, rights: string): string {
  return `user replica on >${password} ~{${prefix}}:v1:* &{${prefix}}:v1:nudges -@all ${rights}`;
}

describeWithRedis("a user of Redis'", () => {
  it.each([
    ["that may do what is needed", `${allowed} +memory|usage`],
    ["that may not ask for sizes", allowed],
  ])("%s can do everything", async (_, rights) => {
    await using redis = await startRedis({
      settings: ["user default off", "user admin on nopass ~* &* +@all", userOf("mine", rights)],
    });
    await using opened = openStore(redis.url.replace("//", `//${auth}`), { prefix: "mine" });
    const { store, lines } = opened;
    let nudges = 0;
    store.onNudge = () => nudges++;
    const all = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`acme/${n}`, "x".repeat(300)]));
    await whileLeading(store, async (writer) => {
      await writer.apply(batchOf(all, { removedOrganisations: new Map([["globex", 1]]) }));
      await writer.apply(batchOf({ "acme/0": null }));
      await writer.complete(await writer.now());
      expect(await writer.ownersIn("acme")).toHaveLength(49);
      expect(await writer.removedOrganisations()).toEqual(new Map([["globex", 1]]));
      await expect
        .poll(() => {
          store.nudge();
          return nudges;
        })
        .toBeGreaterThan(0);
    });
    await store.awaitWrite("1", { changedAt: 1 }, 60_000);
    const page = await store.read(["0", "1"]);
    expect(valuesIn(page?.records)).toEqual([undefined, "x".repeat(300)]);
    expect(page?.awaited).toEqual([undefined, { changedAt: 1, isOver: false }]);
    const size = await store.size();
    expect(size?.owners).toBe(49);
    expect(size?.bytes).toBeGreaterThan(49 * 300);
    expect(size?.bytes).toBeLessThan(49 * 1000);
    for await (const ids of store.owners()) expect(ids).toHaveLength(49);
    await whileLeading(store, (writer) => writer.clear());
    expect(lines).toEqual([]);
  });

  it("that may not write is told of once", async () => {
    const rights = allowed.replace("+hset", "");
    await using redis = await startRedis({ settings: [userOf("mine", rights)] });
    await using opened = openStore(redis.url.replace("//", `//${auth}`), {
      prefix: "mine",
      times: { ...soon, retryMs: 1 },
    });
    const stop = new AbortController();
    const leading = opened.store.lead(() => Promise.resolve(), stop.signal);
    const line = [
      "error",
      "Redis refuses what the replica needs",
      expect.stringContaining("may not do all that the replica needs"),
    ];
    await expect.poll(() => opened.lines).toEqual([line]);
    stop.abort();
    await leading;
    expect(opened.lines).toHaveLength(1);
  });

  it("with another password is told of, and the password is not", async () => {
    await using redis = await startRedis({ settings: [userOf("mine", allowed)] });
    await using opened = openStore(redis.url.replace("//", "//replica:s3cret@"), { prefix: "mine" });
    await expect
      .poll(() => opened.lines.map(([, , reason]) => reason))
      .toContainEqual(expect.stringMatching(/^WRONGPASS .*another user or password/));
    const leading = opened.store.lead(() => Promise.resolve(), new AbortController().signal);
    expect(JSON.stringify(opened.lines)).not.toContain("s3cret");
    await opened[Symbol.asyncDispose]();
    await leading;
    expect(JSON.stringify(opened.lines)).not.toContain("s3cret");
  });
});

describeWithRedis("a process with the replica in Redis", () => {
  /** Starts a store, leads, writes, reads, disposes of it, and has nothing left to do. */
  async function runChild(url: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const child = fileURLToPath(new URL("redis-child.ts", import.meta.url));
    const { stdout } = await run(process.execPath, ["--import", "tsx", child, url], {
      env,
      timeout: 30_000,
    });
    return stdout;
  }

  it("ends when the store is disposed of, and leaves no connection and no lock", async () => {
    await using redis = await startRedis();
    expect(JSON.parse(await runChild(redis.url))).toEqual({ lines: [], values: ["x"] });
    expect(await redis.admin.keys("*lock")).toEqual([]);
    expect(
      String(await redis.admin.client("LIST"))
        .trim()
        .split("\n"),
    ).toHaveLength(1);
  }, 60_000);

  it("connects by TLS to whom it was told to trust, and to nobody else", async () => {
    const folder = await mkdtemp(join(tmpdir(), "redis-tls-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
    if (key === undefined || cert === undefined) throw new Error("There are two files.");
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    await run("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...names]);
    await using redis = await startRedis({ tls: { key, cert } });
    const url = redis.url.replace("127.0.0.1", "localhost");
    expect(JSON.parse(await runChild(url, { NODE_EXTRA_CA_CERTS: cert }))).toEqual({
      lines: [],
      values: ["x"],
    });
    await using opened = openStore(url);
    await expect
      .poll(() => opened.lines.map(([, , reason]) => reason))
      .toEqual([expect.stringMatching(/certificate.*NODE_EXTRA_CA_CERTS/)]);
  }, 60_000);
});
