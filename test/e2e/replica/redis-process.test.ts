import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../integration/replica/redis-stores.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { longTimeout } from "../../support/test-clock.js";
import { startRedis } from "../../support/redis.js";

const run = promisify(execFile);

describeWithRedis("a process with the replica in Redis", () => {
  /** Runs a child process that opens a store, leads, writes, reads, and disposes of the store. */
  async function runChild(url: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const child = fileURLToPath(new URL("redis-child.ts", import.meta.url));
    const { stdout } = await run(process.execPath, ["--import", "tsx", child, url], { env });
    return stdout;
  }

  it("exits after the store is disposed of, and leaves no connection and no lock", async () => {
    await using redis = await startRedis();
    expect(JSON.parse(await runChild(redis.url))).toEqual({ lines: [], values: ["x"] });
    expect(await redis.admin.keys("*lock")).toEqual([]);
    expect(
      String(await redis.admin.client("LIST"))
        .trim()
        .split("\n"),
    ).toHaveLength(1);
  });

  it("connects by TLS only to a server with a trusted certificate", async () => {
    const folder = await mkdtemp(join(tmpdir(), "redis-tls-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
    if (key === undefined || cert === undefined) throw new Error("Expected two paths.");
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
      .poll(() => opened.lines.map(([, , reason]) => reason), longTimeout)
      .toEqual([expect.stringMatching(/certificate.*NODE_EXTRA_CA_CERTS/)]);
  });
});
