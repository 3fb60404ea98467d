import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { changes, openEventSource } from "../../support/event-source.js";
import { otherLinesOf } from "../../support/observability.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";

/** All events together have more bytes than the operating system keeps for a connection. */
const changeCount = 10;
const largeEntries = Object.fromEntries(
  Array.from({ length: 10 }, (_, n): [string, string] => [`large-${n}`, "x".repeat(400_000)]),
);

const minute = 60_000;
const endLine = z.looseObject({ reason: z.string(), events: z.number() });

describe("a client that never reads its event stream", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  beforeAll(async () => {
    env = await startReplicaEnv(allowAllAsService);
  });
  afterAll(() => env[Symbol.asyncDispose]());

  it("is disconnected after a minute, without events that queue up", async () => {
    const { id, name } = await env.addPerson();
    const token = await env.login(name);
    await write(env.emulator, id, largeEntries);
    await env.catchUp();
    const silent = subscribeSilently(env.url, token);
    await using reading = await openEventSource(env.url, changes, { token });
    await reading.next();
    for (let n = 0; n < changeCount; n++) {
      await write(env.emulator, id, { plan: String(n) });
      await env.catchUp();
      await reading.next();
    }
    // The first check every minute finds that an event was requested since the start, the second that none was since.
    await env.clock.advance(2 * minute);
    const ended = (): readonly unknown[] =>
      otherLinesOf(env).filter(({ msg }) => msg === "subscription ended");
    await env.clock.until(() => ended().length > 0);
    const [{ reason, events }] = z.tuple([endLine]).parse(ended());
    expect(reason).toBe("client_too_slow");
    expect(events).toBeLessThan(changeCount);
    silent.destroy();
  });
});

/** Subscribes over Server-Sent Events. Without a listener for data, the socket does not read. */
function subscribeSilently(address: string, token: string): Socket {
  const { hostname, port, pathname } = new URL(address);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ query: changes });
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${hostname}`,
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "accept: text/event-stream",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  return socket;
}
