import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { changes } from "../../support/event-source.js";
import type { GraphqlResponse } from "../../support/query.js";
import { readGraphqlResponse } from "../../support/query.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { listen } from "../../support/servers.js";

describe("a subscription with HTTP callbacks", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let token: string;
  let userId: string;
  let router: Server;
  let port: number;
  let messages: Record<string, unknown>[];
  let status: number;

  beforeAll(async () => {
    env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      SUBSCRIPTION_CALLBACK_HOSTS: "localhost,127.0.0.1,::1",
    }));
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    const person = await env.addPerson({ metadata: { plan: "gold" } });
    userId = person.id;
    token = await env.login(person.name);
    await env.catchUp();
    messages = [];
    status = 204;
    router = createServer((request, response) => {
      void text(request).then((body) => {
        messages.push(z.record(z.string(), z.unknown()).parse(JSON.parse(body)));
        response.writeHead(status, { location: "http://localhost/elsewhere" }).end();
      });
    });
    port = await listen(router);
  });
  afterEach(() => {
    router.closeAllConnections();
    router.close();
  });

  async function subscribe(
    callbackUrl: string,
    heartbeatIntervalMs = 0,
    subscriptionId = "s1",
  ): Promise<GraphqlResponse> {
    const subscription = { callbackUrl, subscriptionId, verifier: "v1", heartbeatIntervalMs };
    return readGraphqlResponse(
      await fetch(env.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json;callbackSpec=1.0",
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ query: changes, extensions: { subscription } }),
      }),
    );
  }

  const actions = (): unknown[] => messages.map(({ action }) => action);

  it("checks the callback, responds, and sends each change", async () => {
    const response = await subscribe(`http://localhost:${port}/callback/s1`);
    expect(response).toMatchObject({ status: 200, data: null, codes: [] });
    expect(response.headers.get("subscription-protocol")).toBe("callback/1.0");
    await env.clock.until(() => messages.length === 2);
    expect(messages).toEqual([
      { kind: "subscription", action: "check", id: "s1", verifier: "v1" },
      {
        kind: "subscription",
        action: "next",
        id: "s1",
        verifier: "v1",
        payload: {
          data: {
            userMetadataChanged: {
              user: { id: userId, metadataMap: { plan: "gold" } },
              changedKeys: ["plan"],
              deletedKeys: [],
              deletedEntryIds: [],
            },
          },
        },
      },
    ]);
    await write(env.emulator, userId, { plan: "iron" });
    await env.clock.until(() => messages.length === 3);
    expect(messages[2]).toMatchObject({
      payload: { data: { userMetadataChanged: { user: { metadataMap: { plan: "iron" } } } } },
    });
  });

  it("sends heartbeats, and completes when the token was revoked", async () => {
    await subscribe(`http://127.0.0.1:${port}/`, 5000);
    await env.clock.until(() => actions().filter((action) => action === "check").length >= 3);
    env.emulator.revoke(token);
    await env.clock.until(() => actions().includes("complete"));
    expect(messages.at(-2)).toMatchObject({
      action: "next",
      payload: { errors: [{ extensions: { code: "UNAUTHENTICATED" } }] },
    });
  });

  it("sends U+FFFD in place of an unpaired surrogate, which routers in Rust reject", async () => {
    await subscribe(`http://localhost:${port}/`, 0, "\ud83d");
    expect(messages[0]).toMatchObject({ action: "check", id: "\ufffd" });
  });

  it("ends when the router does not know it any more", async () => {
    await subscribe(`http://localhost:${port}/`, 5000);
    await env.clock.until(() => messages.length === 2);
    status = 404;
    const isLogged = (): boolean =>
      env.log.some((line) => line.includes("subscription ended") && line.includes(userId));
    await env.clock.until(isLogged);
    expect(messages.length).toBe(3);
  });

  it("does not follow redirects", async () => {
    status = 307;
    expect(await subscribe(`http://localhost:${port}/`)).toMatchObject({
      status: 400,
      codes: ["BAD_USER_INPUT"],
    });
    expect(actions()).toEqual(["check"]);
  });

  it.each([
    ["another host", "http://router.example/"],
    ["a private address that is not listed", "http://10.0.0.1/"],
    ["the address of a cloud's metadata service", "http://169.254.169.254/latest"],
    ["an address in another notation", "http://2130706434/"],
    ["another protocol", "file:///etc/passwd"],
    ["credentials in the URL", "http://a:b@localhost/"],
  ])("rejects a callback to %s", async (_, callbackUrl) => {
    expect((await subscribe(callbackUrl)).codes).toEqual(["FORBIDDEN"]);
    expect(messages).toEqual([]);
  });

  it("rejects a listed host whose private address is not listed", async () => {
    await using strict = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      SUBSCRIPTION_CALLBACK_HOSTS: "localhost",
    }));
    const extensions = {
      subscription: { callbackUrl: `http://localhost:${port}/`, subscriptionId: "s1", verifier: "v1" },
    };
    const response = await fetch(strict.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${strict.pat("nobody")}` },
      body: JSON.stringify({ query: changes, extensions }),
    });
    expect((await readGraphqlResponse(response)).codes).toEqual(["FORBIDDEN"]);
    expect(messages).toEqual([]);
  });
});
