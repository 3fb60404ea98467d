import { once } from "node:events";
import WebSocket from "ws";
import { z } from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEventSource } from "../../support/event-source.js";
import { readGraphqlResponse } from "../../support/query.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";

const textSchema = z.instanceof(Buffer).transform((data) => data.toString());

const field = "userMetadataChanged { changedKeys }";
const conditional = "userMetadataChanged @include(if: $b) { changedKeys }";

describe("@skip and @include at the root of a subscription", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let token: string;
  beforeAll(async () => {
    env = await startReplicaEnv(allowAllAsService);
    token = await env.login("road-runner");
  });
  afterAll(() => env[Symbol.asyncDispose]());

  it.each([
    ["a variable that is null", `subscription ($b: Boolean = true) { ${conditional} }`, { b: null }],
    ["a variable", `subscription ($b: Boolean!) { ${conditional} }`, { b: true }],
    ["no argument", "subscription { userMetadataChanged @skip { changedKeys } }", {}],
    ["an inline fragment", `subscription ($b: Boolean!) { ... @skip(if: $b) { ${field} } }`, { b: false }],
    [
      "fragments in a circle",
      `subscription ($b: Boolean!) { ...A } fragment A on Subscription { ...B } fragment B on Subscription { ...A ${conditional} }`,
      { b: true },
    ],
  ])("are rejected with %s", async (_, query, variables) => {
    const headers = { accept: "text/event-stream", "content-type": "application/json" };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(env.url, { method: "POST", headers, body });
    const { status, codes, data } = await readGraphqlResponse(response);
    expect({ status, codes, data }).toEqual({ status: 400, codes: ["BAD_USER_INPUT"], data: undefined });
  });

  it("are rejected in a document with a query too, which is then not executed", async () => {
    const query = `query Q { me { id } } subscription S($b: Boolean!) { ${conditional} }`;
    const { codes, data } = await env.query(query, { token });
    expect({ codes, data }).toEqual({ codes: ["BAD_USER_INPUT"], data: undefined });
  });

  it("are accepted below the root", async () => {
    const query =
      "subscription ($b: Boolean!) { userMetadataChanged { changedKeys @skip(if: $b) deletedKeys } }";
    await using source = await openEventSource(env.url, query, { token, variables: { b: true } });
    expect(await source.next()).toEqual({ data: { userMetadataChanged: { deletedKeys: [] } } });
  });
});

describe("messages of a WebSocket", { tags: ["embedded"] }, () => {
  it("quote an id and variables with U+FFFD in place of unpaired surrogates", async () => {
    await using env = await startReplicaEnv(allowAllAsService);
    const socket = new WebSocket(env.url.replace(/^http/, "ws"), "graphql-transport-ws");
    const receive = async (): Promise<string> => {
      const [data]: unknown[] = await once(socket, "message");
      return textSchema.parse(data);
    };
    await once(socket, "open");
    socket.send('{"type":"connection_init"}');
    await receive();
    const query = `subscription ($id: ID) { userMetadataChanged(userId: $id) { changedKeys } }`;
    socket.send(
      `{"type":"subscribe","id":"\\ud83d","payload":{"query":"${query}","variables":{"id":["\\ud83d"]}}}`,
    );
    const message = await receive();
    socket.terminate();
    expect(message).toContain("ID cannot represent value");
    // graphql-js quotes the value as text, with two backslashes.
    expect(message).not.toMatch(/(?<!\\)\\ud83d/i);
    expect(JSON.parse(message)).toMatchObject({ type: "error", id: "\ufffd" });
  });
});
