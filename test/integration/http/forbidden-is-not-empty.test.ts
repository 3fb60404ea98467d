import { beforeAll, describe, expect, it } from "vitest";
import { readMetrics } from "../../support/observability.js";
import { queryEntities } from "../../support/query.js";
import { apis, startTestEnv, type TestEnv, useTestEnv, withRules } from "../../support/test-env.js";
import { routes } from "../../support/zitadel-calls.js";

const unknownId = "999999999999999999";

async function addPeople(env: TestEnv, count: number, metadata = {}): Promise<string[]> {
  const people = await Promise.all(Array.from({ length: count }, () => env.addPerson({ metadata })));
  return people.map(({ id }) => id);
}

/** Reads the users. Returns everything that a caller sees or can measure, without the users' ids. */
async function observe(env: TestEnv, userIds: readonly string[], token: string): Promise<unknown> {
  env.takeCalls();
  const { data, errors } = await queryEntities(env, userIds, "metadata { key }", { token });
  return { data, errors, calls: env.takeCalls() };
}

function describeRefusedUsers(env: TestEnv): void {
  it("reveals neither by response nor by calls whether a user has metadata or exists", async () => {
    const [withMetadata] = await addPeople(env, 1, { plan: "gold" });
    const [withoutMetadata] = await addPeople(env, 1);
    const token = env.pat("nobody");
    const refused = await observe(env, [withMetadata ?? ""], token);
    expect(refused).toMatchObject({
      data: { _entities: [{ metadata: null }] },
      errors: [{ path: ["_entities", 0, "metadata"], extensions: { code: "FORBIDDEN" } }],
    });
    expect(await observe(env, [withoutMetadata ?? ""], token)).toEqual(refused);
    expect(await observe(env, [unknownId], token)).toEqual(refused);
  });

  it("returns FORBIDDEN for a user of another organization and [] for users that the caller can see", async () => {
    const ids = await addPeople(env, 2);
    const { id } = await env.addPerson({ organization: "globex" });
    const token = env.pat("manager");
    const { data, codes } = await queryEntities(env, [...ids, id], "metadata { key }", { token });
    expect(data).toEqual({ _entities: [{ metadata: [] }, { metadata: [] }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN"]);
  });

  it("returns [] for the caller's own metadata without another call", async () => {
    const { name } = await env.addPerson();
    const token = await env.login(name);
    env.takeCalls();
    const { data } = await env.query("{ me { metadata { updatedAt } } }", { token });
    expect(data).toEqual({ me: { metadata: [] } });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });
}

describe.each(apis)("users that the caller cannot see, with API %s", (api) => {
  describeRefusedUsers(useTestEnv({ ZITADEL_API_VERSION: api }));
});

describe("users that the caller cannot see, with permissionCheckV2", { tags: ["embedded"] }, () => {
  const env = useTestEnv();
  beforeAll(() => {
    env.emulator.setPermissionCheckV2(true);
  });
  describeRefusedUsers(env);
});

describe("users without metadata, with API v2", () => {
  const env = useTestEnv({ ZITADEL_API_VERSION: "v2" });

  it.each([
    { empty: 0, calls: { introspect: 1, list: 10 } },
    { empty: 1, calls: { introspect: 1, list: 10, getUser: 1 } },
    { empty: 2, calls: { introspect: 1, list: 10, listUsers: 1 } },
    { empty: 10, calls: { introspect: 1, list: 10, listUsers: 1 } },
  ])("take at most one more call for a page: $empty of 10", async ({ empty, calls }) => {
    const ids = [...(await addPeople(env, 10 - empty, { plan: "gold" })), ...(await addPeople(env, empty))];
    const observed = await observe(env, ids, env.pat("manager"));
    expect(observed).toMatchObject({ errors: [], calls });
  });

  it("count the call as listUsers in the metrics", async () => {
    const metric = 'user_metadata_upstream_calls_total{operation="listUsers",result="success"}';
    const before = (await readMetrics(env)).get(metric) ?? 0;
    await observe(env, await addPeople(env, 2), env.pat("manager"));
    expect((await readMetrics(env)).get(metric)).toBe(before + 1);
  });

  it("fail with the code of the call if it fails, and the other users are returned", {
    tags: ["embedded"],
  }, async () => {
    const ids = [...(await addPeople(env, 2)), ...(await addPeople(env, 1, { plan: "gold" }))];
    env.emulator.failNext(routes.listUsers, { status: 503 });
    const { data, codes } = await queryEntities(env, ids, "metadata { key }", { token: env.pat("manager") });
    expect(data).toEqual({
      _entities: [{ metadata: null }, { metadata: null }, { metadata: [{ key: "plan" }] }],
    });
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
  });

  it("take no other call if the service user reads them", async () => {
    await using serviceEnv = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }], { ZITADEL_API_VERSION: "v2" }),
    );
    const ids = await addPeople(serviceEnv, 2);
    expect(await observe(serviceEnv, ids, serviceEnv.pat("nobody"))).toEqual({
      data: { _entities: [{ metadata: [] }, { metadata: [] }] },
      errors: [],
      calls: { introspect: 1, list: 2 },
    });
  });
});

describe("users without metadata, with TOKEN_CACHE_TTL_MS", { tags: ["embedded"] }, () => {
  const env = useTestEnv({ TOKEN_CACHE_TTL_MS: "30000", ZITADEL_API_VERSION: "v2" });

  it("take the call once per token and TTL", async () => {
    const ids = await addPeople(env, 2);
    const calls = async (serviceUser: string): Promise<unknown> => {
      env.takeCalls();
      await queryEntities(env, ids, "metadata { key }", { token: env.pat(serviceUser) });
      return env.takeCalls().listUsers ?? 0;
    };
    expect(await calls("manager")).toBe(1);
    expect(await calls("manager")).toBe(0);
    expect(await calls("viewer")).toBe(1);
    await env.clock.advance(30_001);
    expect(await calls("manager")).toBe(1);
  });

  it("that the caller cannot see take the call again", async () => {
    const ids = await addPeople(env, 2);
    const token = env.pat("nobody");
    await observe(env, ids, token);
    expect(await observe(env, ids, token)).toMatchObject({ calls: { list: 2, listUsers: 1 } });
  });
});
