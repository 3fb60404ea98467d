import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startEmulator } from "zitadel-emulator";
import { systemClock } from "../../../src/lib/clock.js";
import { Secret } from "../../../src/lib/secret.js";
import { startRedisStore } from "../../../src/replica/store/redis/redis-store.js";
import { replicaStates } from "../../../src/replica/observer.js";
import { readCodes, readTable } from "../../support/docs-tables.js";
import { signatureOf, startWebhookServer } from "./start-webhook-server.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { longTimeout } from "../../support/test-clock.js";
import { relaxedRedisTimings, startRedis } from "../../support/redis.js";
import { startWebhookReceiver } from "../../../packages/zitadel-emulator/test/webhook-receiver.js";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { batchOf, valuesIn } from "./batch.js";
import { whileLeading } from "./while-leading.js";

const page = readFileSync(new URL("../../../docs/replica.md", import.meta.url), "utf8");

/** The code block of the page with this info string. */
function blockOf(name: string): string {
  const [, block] = new RegExp(`^\`\`\`${name}\\n(.*?)^\`\`\`$`, "ms").exec(page) ?? [];
  if (block === undefined) throw new Error(`docs/replica.md has no code block "${name}"`);
  return block;
}

const described = z.object({ id: z.string(), signingKey: z.string() });
const event = z.object({ event_type: z.string() });

describe("docs/replica.md", () => {
  it("creates webhooks for all events that the replica follows, signed with the returned key", {
    tags: ["embedded"],
  }, async () => {
    await using zitadel = await startEmulator();
    await using receiver = await startWebhookReceiver();
    const run = async (command: string, variables = ""): Promise<string> => {
      const env = `ZITADEL_ISSUER=${zitadel.issuer} TOKEN=${zitadel.directory.personalAccessToken("owner")} ${variables}`;
      return (await promisify(execFile)("sh", ["-c", `${env}\n${command}`])).stdout;
    };
    const target = blockOf("sh target").replace("https://subgraph.example/zitadel/events", receiver.url);
    const { id, signingKey } = described.parse(JSON.parse(await run(target)));
    await run(blockOf("sh executions"), `TARGET_ID=${id}`);

    const userId = zitadel.addUser("tweety", {});
    await write(zitadel, userId, { a: "1" });
    await write(zitadel, userId, { a: "" });
    await write(zitadel, userId, { b: "1" });
    zitadel.removeAllMetadata(userId);
    zitadel.removeUser("tweety");
    zitadel.removeOrganization("globex");
    const eventTypes = (): string[] =>
      receiver.received.map(({ body }) => event.parse(JSON.parse(body)).event_type);
    await expect.poll(eventTypes, longTimeout).toContain("org.removed");
    const types = ["user.metadata.set", "user.metadata.removed", "user.metadata.removed.all", "user.removed"];
    expect(new Set(eventTypes())).toEqual(new Set([...types, "org.removed"]));

    await using server = await startWebhookServer(signingKey);
    expect(await server.send(signatureOf(signingKey, "{}"), "{}")).toEqual([204]);
  });

  it("lists every state (docs/observability.md)", () => {
    const rows = readTable("Replica status");
    expect(rows.map(([state]) => readCodes(state)[0])).toEqual(replicaStates);
  });
});

describeWithRedis("the Redis ACL in docs/replica.md", () => {
  it("permits every command that the replica needs", async () => {
    await using redis = await startRedis();
    const words = blockOf("acl").replace("PASSWORD", "secret").trim().split(/\s+/);
    const [command = "", ...rules] = words;
    await redis.admin.call(command, ...rules);
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const url = new Secret(redis.url.replace("//", "//replica:secret@") + "/1");
    const onPollRequested = vi.fn();
    await using store = startRedisStore({
      ...{ url, log, clock: systemClock, timings: relaxedRedisTimings },
      prefix: "zitadel-metadata:HOST",
    });
    store.onPollRequested = onPollRequested;
    await vi.waitFor(async () => {
      expect(await store.read([])).toBeDefined();
    }, longTimeout);

    const { checkpoint } = batchOf({});
    await whileLeading(store, async (writer) => {
      expect(await writer.checkpoint()).toBeUndefined();
      await writer.apply(batchOf({ "acme/1": "one", "acme/2": "two" }));
      await writer.apply(batchOf({ "acme/2": null }, { removedOrganizations: new Map([["globex", 1]]) }));
      await writer.markCaughtUp(await writer.now());
      expect(await writer.checkpoint()).toEqual(checkpoint);
      expect(await writer.removedOrganizations()).toEqual(new Map([["globex", 1]]));
      expect(await writer.userIdsIn("acme")).toEqual(["1"]);
      store.triggerPoll();
      await vi.waitFor(() => {
        expect(onPollRequested).toHaveBeenCalled();
      }, longTimeout);
    });
    await store.recordPendingWrite("1", { changedAt: 5 }, 10_000);
    const page = await store.read(["1"]);
    expect(valuesIn(page?.records)).toEqual(["one"]);
    expect(page?.pendingWrites).toEqual([{ changedAt: 5, isExpired: false }]);
    expect(await store.size()).toMatchObject({ users: 1 });
    for await (const userIds of store.userIds()) expect(userIds).toEqual(["1"]);
    await whileLeading(store, async (writer) => {
      await writer.clear();
    });
    expect([log.warn.mock.calls, log.error.mock.calls]).toEqual([[], []]);
    const denied = await redis.admin.call("ACL", "DRYRUN", "replica", "KEYS", "*").catch(String);
    expect(String(denied)).toMatch(/no permissions|unknown subcommand/i);
  });
});
