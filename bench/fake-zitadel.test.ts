import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { knownOwners, ownerId, valueOf } from "./people.js";
import { type StandIn, startStandIn } from "./upstream/fake-zitadel.js";
import { introspection } from "./upstream/tokens.js";

/** A bench on a server that takes anything would praise whoever asks for nothing. */
describe("the stand-in for ZITADEL", () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await startStandIn(0);
  });
  afterAll(() => standIn[Symbol.asyncDispose]());

  const owner = ownerId(1000);
  const list = "/zitadel.user.v2.UserService/ListUserMetadata";
  const set = "/zitadel.user.v2.UserService/SetUserMetadata";
  const listUsers = "/zitadel.user.v2.UserService/ListUsers";
  const events = "/admin/v1/events/_search";
  const changes = { eventTypes: ["user.metadata.set"], aggregateTypes: ["user"], range: {} };
  const search = `/v2/users/${owner}/metadata/search`;

  async function send(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    method = "POST",
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${standIn.origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${standIn.tokens[0] ?? ""}`,
        "content-type": "application/json",
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  it("answers lists by Connect and by REST, userinfo and introspection, and counts them", async () => {
    standIn.take();
    const value = Buffer.from(valueOf(owner, "locale"));
    const page = {
      pagination: { totalResult: "5" },
      metadata: [{}, { key: "locale", value: value.toString("base64") }, {}, {}, {}],
    };
    expect(await send(list, { userId: owner })).toMatchObject({ status: 200, body: page });
    expect(await send(search, { pagination: { limit: 1000 } })).toMatchObject({ status: 200, body: page });
    expect(await send("/oidc/v1/userinfo", undefined, {}, "GET")).toMatchObject({
      body: { sub: ownerId(0), "urn:zitadel:iam:user:metadata": { locale: expect.any(String) } },
    });
    const credentials = Buffer.from(`${introspection.id}:${introspection.secret}`).toString("base64");
    const asApi = {
      authorization: `Basic ${credentials}`,
      "content-type": "application/x-www-form-urlencoded",
    };
    expect(await send("/oauth/v2/introspect", `token=${standIn.tokens[1] ?? ""}`, asApi)).toMatchObject({
      body: { active: true, sub: ownerId(1) },
    });
    expect(standIn.take()).toMatchObject({ calls: { list: 2, userinfo: 1, introspect: 1 }, wrong: 0 });
  });

  it("has from then on what was set", async () => {
    const written = ownerId(2000);
    const value = Buffer.from("set").toString("base64");
    await send(set, { userId: written, metadata: [{ key: "plan", value }] });
    expect(await send(list, { userId: written })).toMatchObject({
      body: { metadata: [{}, {}, { key: "plan", value }, {}, {}] },
    });
  });

  const asService = (): Readonly<Record<string, string>> => ({
    authorization: `Bearer ${standIn.serviceToken}`,
  });
  const found = z.object({
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

  it("has a history of the known users by pages, its bounds exclusive, that its lists agree with", async () => {
    const ask = async (more: object): Promise<z.infer<typeof found>["body"]["events"]> =>
      found.parse(await send(events, { ...changes, ...more }, asService())).body.events;
    const page = await ask({ asc: true, limit: 1000 });
    expect(page).toHaveLength(1000);
    expect(page[4]).toMatchObject({ aggregate: { id: owner } });
    expect(page[5]).toMatchObject({ aggregate: { id: ownerId(1001) } });

    const since = page[0]?.creationDate;
    const [first] = await ask({ range: { since }, asc: true, limit: 1 });
    expect(first).toEqual(page[5]);
    expect(await ask({ range: { until: first?.creationDate }, asc: false, limit: 1000 })).toEqual(
      page.slice(0, 5).reverse(),
    );
    const [last] = await ask({ asc: false, limit: 1 });
    expect(last?.aggregate.id).toBe(ownerId(1000 + knownOwners - 1));
    expect(
      await send(
        events,
        { ...changes, range: { since: last?.creationDate }, asc: true, limit: 1 },
        asService(),
      ),
    ).toMatchObject({ body: {} });

    const listed = { creationDate: since, changeDate: since, ...page[0]?.payload };
    expect(await send(list, { userId: owner })).toMatchObject({
      body: { metadata: [listed, {}, {}, {}, {}] },
    });
  });

  it("says that its history goes back to the beginning", async () => {
    expect(await send(events, { range: {}, asc: true, limit: 1 }, asService())).toMatchObject({
      body: { events: [{ type: { type: "instance.added" } }] },
    });
  });

  it("shows everybody to everybody", async () => {
    const queries = [{ inUserIdsQuery: { userIds: [owner, ownerId(1001)] } }];
    expect(await send(listUsers, { query: { limit: 1000 }, queries })).toMatchObject({
      body: { result: [{ userId: owner, details: { resourceOwner: expect.any(String) } }, {}] },
    });
  });

  it.each([
    ["another token", list, { userId: owner }, { authorization: "Bearer somebody" }],
    ["no JSON", list, "{", {}],
    ["another content type", list, { userId: owner }, { "content-type": "text/plain" }],
    ["a user whom nobody knows", list, { userId: "1" }, {}],
    ["no user", list, {}, {}],
    ["a page too small for all", list, { userId: owner, pagination: { limit: 1 } }, {}],
    ["a field that there is not", list, { userId: owner, filter: {} }, {}],
    ["another user in the path", "/v2/users/1/metadata/search", {}, {}],
    ["a path that there is not", "/v2/users", {}, {}],
    ["nothing to set", set, { userId: owner, metadata: [] }, {}],
    ["a value that is no base64", set, { userId: owner, metadata: [{ key: "a", value: "ä" }] }, {}],
    ["events for a caller", events, { ...changes, asc: true, limit: 1 }, {}],
    ["users by another search", listUsers, { queries: [] }, {}],
    ["another API application", "/oauth/v2/introspect", "token=a", { authorization: "Basic YTpi" }],
  ])("refuses and counts %s", async (_, path, body, headers) => {
    standIn.take();
    expect((await send(path, body, headers)).status).toBe(400);
    expect(standIn.take()).toMatchObject({ calls: {}, wrong: 1, firstWrong: expect.any(String) });
  });

  it("refuses another method", async () => {
    standIn.take();
    expect((await send(list, undefined, {}, "GET")).status).toBe(400);
    expect(standIn.take().wrong).toBe(1);
  });
});
