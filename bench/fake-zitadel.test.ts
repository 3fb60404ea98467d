import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { usersWithHistory, toUserId, valueOf } from "./test-data.js";
import { type FakeZitadel, startFakeZitadel } from "./upstream/fake-zitadel.js";
import { introspectionClient } from "./upstream/tokens.js";

/** A fake that accepts any request would hide missing and wrong calls of a target. */
describe("fake ZITADEL", () => {
  let zitadel: FakeZitadel;
  beforeAll(async () => {
    zitadel = await startFakeZitadel(0);
  });
  afterAll(() => zitadel[Symbol.asyncDispose]());

  const userId = toUserId(1000);
  const list = "/zitadel.user.v2.UserService/ListUserMetadata";
  const set = "/zitadel.user.v2.UserService/SetUserMetadata";
  const listUsers = "/zitadel.user.v2.UserService/ListUsers";
  const events = "/admin/v1/events/_search";
  const changes = { eventTypes: ["user.metadata.set"], aggregateTypes: ["user"], range: {} };
  const search = `/v2/users/${userId}/metadata/search`;

  async function send(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    method = "POST",
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${zitadel.origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${zitadel.tokens[0] ?? ""}`,
        "content-type": "application/json",
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  it("responds to lists over Connect and REST, userinfo and introspection, and counts the requests", async () => {
    zitadel.takeCounts();
    const value = Buffer.from(valueOf(userId, "locale"));
    const page = {
      pagination: { totalResult: "5" },
      metadata: [{}, { key: "locale", value: value.toString("base64") }, {}, {}, {}],
    };
    expect(await send(list, { userId })).toMatchObject({ status: 200, body: page });
    expect(await send(search, { pagination: { limit: 1000 } })).toMatchObject({ status: 200, body: page });
    expect(await send("/oidc/v1/userinfo", undefined, {}, "GET")).toMatchObject({
      body: { sub: toUserId(0), "urn:zitadel:iam:user:metadata": { locale: expect.any(String) } },
    });
    const credentials = Buffer.from(`${introspectionClient.id}:${introspectionClient.secret}`).toString(
      "base64",
    );
    const asApi = {
      authorization: `Basic ${credentials}`,
      "content-type": "application/x-www-form-urlencoded",
    };
    expect(await send("/oauth/v2/introspect", `token=${zitadel.tokens[1] ?? ""}`, asApi)).toMatchObject({
      body: { active: true, sub: toUserId(1) },
    });
    expect(zitadel.takeCounts()).toMatchObject({
      calls: { list: 2, userinfo: 1, introspect: 1 },
      invalid: 0,
    });
  });

  it("returns values that were set", async () => {
    const written = toUserId(2000);
    const value = Buffer.from("set").toString("base64");
    await send(set, { userId: written, metadata: [{ key: "plan", value }] });
    expect(await send(list, { userId: written })).toMatchObject({
      body: { metadata: [{}, {}, { key: "plan", value }, {}, {}] },
    });
  });

  const serviceUserHeaders = (): Readonly<Record<string, string>> => ({
    authorization: `Bearer ${zitadel.serviceToken}`,
  });
  const eventsResponse = z.object({
    body: z.object({
      events: z.array(
        z.object({
          aggregate: z.object({ id: z.string() }),
          creationDate: z.string(),
          payload: z.object({ key: z.string(), value: z.string() }),
        }),
      ),
    }),
  });

  it("returns pages of events with exclusive bounds, consistent with its lists", async () => {
    const searchEvents = async (more: object): Promise<z.infer<typeof eventsResponse>["body"]["events"]> =>
      eventsResponse.parse(await send(events, { ...changes, ...more }, serviceUserHeaders())).body.events;
    const page = await searchEvents({ asc: true, limit: 1000 });
    expect(page).toHaveLength(1000);
    expect(page[4]).toMatchObject({ aggregate: { id: userId } });
    expect(page[5]).toMatchObject({ aggregate: { id: toUserId(1001) } });

    const since = page[0]?.creationDate;
    const [first] = await searchEvents({ range: { since }, asc: true, limit: 1 });
    expect(first).toEqual(page[5]);
    expect(await searchEvents({ range: { until: first?.creationDate }, asc: false, limit: 1000 })).toEqual(
      page.slice(0, 5).reverse(),
    );
    const [last] = await searchEvents({ asc: false, limit: 1 });
    expect(last?.aggregate.id).toBe(toUserId(1000 + usersWithHistory - 1));
    expect(
      await send(
        events,
        { ...changes, range: { since: last?.creationDate }, asc: true, limit: 1 },
        serviceUserHeaders(),
      ),
    ).toMatchObject({ body: {} });

    const listed = { creationDate: since, changeDate: since, ...page[0]?.payload };
    expect(await send(list, { userId })).toMatchObject({
      body: { metadata: [listed, {}, {}, {}, {}] },
    });
  });

  it("returns instance.added as the first event of all types", async () => {
    expect(await send(events, { range: {}, asc: true, limit: 1 }, serviceUserHeaders())).toMatchObject({
      body: { events: [{ type: { type: "instance.added" } }] },
    });
  });

  it("returns any user to any caller", async () => {
    const queries = [{ inUserIdsQuery: { userIds: [userId, toUserId(1001)] } }];
    expect(await send(listUsers, { query: { limit: 1000 }, queries })).toMatchObject({
      body: { result: [{ userId, details: { resourceOwner: expect.any(String) } }, {}] },
    });
  });

  it.each([
    ["an unknown token", list, { userId }, { authorization: "Bearer unknown" }],
    ["an invalid JSON body", list, "{", {}],
    ["a wrong content type", list, { userId }, { "content-type": "text/plain" }],
    ["an unknown user", list, { userId: "1" }, {}],
    ["a missing user id", list, {}, {}],
    ["a page too small for all entries", list, { userId, pagination: { limit: 1 } }, {}],
    ["an unknown field", list, { userId, filter: {} }, {}],
    ["an unknown user in the path", "/v2/users/1/metadata/search", {}, {}],
    ["an unknown path", "/v2/users", {}, {}],
    ["an empty list of entries to set", set, { userId, metadata: [] }, {}],
    ["a value in invalid base64", set, { userId, metadata: [{ key: "a", value: "ä" }] }, {}],
    ["an event search without the service user's token", events, { ...changes, asc: true, limit: 1 }, {}],
    ["a user search without ids", listUsers, { queries: [] }, {}],
    [
      "credentials of another API application",
      "/oauth/v2/introspect",
      "token=a",
      { authorization: "Basic YTpi" },
    ],
  ])("rejects and counts %s", async (_, path, body, headers) => {
    zitadel.takeCounts();
    expect((await send(path, body, headers)).status).toBe(400);
    expect(zitadel.takeCounts()).toMatchObject({ calls: {}, invalid: 1, firstInvalid: expect.any(String) });
  });

  it("rejects and counts a wrong method", async () => {
    zitadel.takeCounts();
    expect((await send(list, undefined, {}, "GET")).status).toBe(400);
    expect(zitadel.takeCounts().invalid).toBe(1);
  });
});
