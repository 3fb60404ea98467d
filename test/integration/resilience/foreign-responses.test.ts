import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "zitadel-emulator";
import { otherLinesOf } from "../../support/observability.js";
import { deleteUserMetadata, queryEntities, setUserMetadata } from "../../support/query.js";
import { routes } from "../../support/zitadel-calls.js";
import { startTestEnv, useTestEnv, withRules } from "../../support/test-env.js";

const page = { body: "<html><h1>Blocked</h1></html>", contentType: "text/html; charset=utf-8" } as const;
const json = (status: number, body: object): Fault => ({ status, body: JSON.stringify(body) });

/** Errors of gateways that resemble errors of ZITADEL. */
const gatewayErrors: readonly (readonly [string, Fault])[] = [
  ["Kong", json(401, { message: "Unauthorized", request_id: "1" })],
  ["Kong's OAuth plugin", json(401, { error: "invalid_token", error_description: "expired" })],
  ["AWS API Gateway", json(403, { message: "Forbidden" })],
  ["Kubernetes", json(403, { kind: "Status", code: 403, message: "forbidden", details: {} })],
  ["Alibaba Cloud", json(403, { code: "AccessDenied", message: "denied" })],
  ["Spring", json(401, { status: 401, error: "Unauthorized", path: "/" })],
  [
    "JSON without a content type",
    { status: 403, body: '{"code":7,"message":""}', contentType: "text/plain" },
  ],
];

describe("responses of a proxy or firewall in front of ZITADEL", { tags: ["embedded"] }, () => {
  const env = useTestEnv();
  let userId: string;
  beforeAll(async () => {
    userId = (await env.addPerson({ metadata: { old: "1" } })).id;
  });
  beforeEach(() => {
    env.emulator.reset();
  });
  const read = async (): Promise<readonly string[]> =>
    (await queryEntities(env, [userId], "metadata { key }", { token: env.pat("manager") })).codes;

  it.each([400, 401, 403, 405, 406, 409, 418, 421, 422, 451, 202])(
    "returns UPSTREAM_INVALID_RESPONSE for a read with status %i and a page, and logs both",
    async (status) => {
      env.emulator.failNext(routes.list, { status, ...page });
      expect(await read()).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
      expect(otherLinesOf(env).at(-1)).toMatchObject({
        level: 50,
        code: "UPSTREAM_INVALID_RESPONSE",
        msg: expect.stringMatching(new RegExp(`status ${status} \\(text/html\\)`)),
      });
    },
  );

  it.each(gatewayErrors)(
    "does not mistake an error of a gateway for one of ZITADEL: %s",
    async (_, fault) => {
      env.emulator.failNext(routes.list, fault);
      expect(await read()).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
      env.emulator.failNext(routes.userinfo, fault);
      const token = await env.login("road-runner");
      const { codes } = await env.query("{ me { metadata { key } } }", { token });
      expect(codes).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
    },
  );

  it.each([413, 414, 431])("returns REQUEST_TOO_LARGE for status %i, for a write too", async (status) => {
    env.emulator.failNext(routes.list, { status, ...page });
    expect(await read()).toEqual(["REQUEST_TOO_LARGE"]);
    env.emulator.failNext(routes.set, { status, ...page });
    const written = await setUserMetadata(env, env.pat("manager"), userId, [{ key: "a", value: "b" }]);
    expect(written.codes).toEqual(["REQUEST_TOO_LARGE"]);
  });

  it.each(["/oauth/v2/introspect", routes.userinfo])(
    "does not blame the token or the credentials for a page in place of %s",
    async (route) => {
      const token = await env.login("road-runner");
      for (const status of [400, 401, 403]) {
        env.emulator.failNext(route, { status, ...page });
        const { codes } = await env.query("{ me { metadata { key } } }", { token });
        expect(codes).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
      }
    },
  );

  it("does not ask for a scope when the page has status 401", async () => {
    const token = await env.login("wile-coyote", { scope: "openid" });
    env.emulator.failNext(routes.list, { status: 401, ...page });
    const { codes } = await queryEntities(env, [userId], "metadata { key }", { token });
    expect(codes).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it.each([401, 403, 404, 408, 422, 451, 500, 502])(
    "verifies a write after a page with status %i, which may replace ZITADEL's response",
    async (status) => {
      const { id } = await env.addPerson({ metadata: { old: "1" } });
      const token = env.pat("manager");
      const entries = [{ key: "new", value: "2" }];
      env.emulator.failNext(routes.set, { status, ...page });
      expect((await setUserMetadata(env, token, id, entries)).codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
      env.takeCalls();
      env.emulator.failNext(routes.set, { status, ...page, afterCommit: true });
      expect((await setUserMetadata(env, token, id, entries)).codes).toEqual([]);
      expect(env.takeCalls().set).toBe(1);
      env.emulator.failNext(routes.remove, { status, ...page, afterCommit: true });
      const deleted = await deleteUserMetadata(env, token, id, ["new"]);
      expect(deleted.data).toMatchObject({ deleteUserMetadata: { deletedKeys: ["new"] } });
    },
  );

  it("does not report USER_NOT_FOUND or success for a JSON page in place of a write's response", async () => {
    for (const fault of [json(404, { message: "not found" }), json(200, { status: "ok" })]) {
      env.emulator.failNext(routes.set, fault);
      const entries = [{ key: "new", value: "2" }];
      const { codes } = await setUserMetadata(env, env.pat("manager"), userId, entries);
      expect(codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
    }
  });
});

describe("responses to calls as the service user", { tags: ["embedded"] }, () => {
  it("keeps its token and its credentials after a page with status 400 or 401", async () => {
    await using env = await startTestEnv((zitadel) => {
      const { directory } = zitadel;
      return {
        ...withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }])(zitadel),
        ZITADEL_SERVICE_USER_TOKEN: undefined,
        ZITADEL_SERVICE_USER_CLIENT_ID: directory.app("manager-client"),
        ZITADEL_SERVICE_USER_CLIENT_SECRET: directory.secret("manager-client"),
      };
    });
    const userId = env.zitadel.directory.user("road-runner");
    const token = await env.login("porky-pig");
    const read = async (): Promise<readonly string[]> =>
      (await queryEntities(env, [userId], "metadata { key }", { token })).codes;
    env.takeCalls();
    env.emulator.failNext(routes.list, { status: 401, ...page });
    expect(await read()).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
    expect(await read()).toEqual([]);
    expect(env.takeCalls()).toEqual({ introspect: 2, list: 2 });
    env.emulator.failNext(routes.list, { status: 401, body: '{"code":16,"message":"expired"}' });
    env.emulator.failNext("/oauth/v2/token", { status: 400, ...page });
    expect(await read()).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
    expect(await read()).toEqual([]);
  });
});
