import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/query.js";
import { apis, startTestEnv, type TestEnv, useTestEnv } from "../../support/test-env.js";

describe.each(apis)("large metadata with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api });

  function addPerson(count: number, value: string): ReturnType<TestEnv["addPerson"]> {
    const pairs = Array.from({ length: count }, (_, index) => [
      `key-${String(index).padStart(4, "0")}`,
      value,
    ]);
    return env.addPerson({ metadata: Object.fromEntries(pairs) });
  }

  it("reads all entries in pages of 1,000", async () => {
    const { id } = await addPerson(2345, "v");
    env.takeCalls();
    const { data, errors } = await queryEntities(env, [id], "metadata(offset: 2343) { key }", {
      token: env.pat("manager"),
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: [{ metadata: [{ key: "key-2343" }, { key: "key-2344" }] }] });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 3 });
  });

  it("reads smaller pages when a response would exceed 10 MiB", async () => {
    const { id } = await addPerson(30, "a".repeat(480_000));
    env.takeCalls();
    const { data, errors } = await queryEntities(env, [id], "metadata { key sizeInBytes }", {
      token: env.pat("manager"),
    });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      _entities: [{ metadata: Array.from({ length: 30 }, () => ({ sizeInBytes: 480_000 })) }],
    });
    // ZITADEL rejects the pages of 1,000 and of 100 entries; three pages of 10 succeed.
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 5 });
  });

  it("reads the list when userinfo is too large", async () => {
    const { id, name } = await env.addPerson();
    // The token is issued before the metadata exists, so it has no metadata claim.
    const own = await env.login(name, { app: "spa-jwt" });
    for (const prefix of ["a", "b", "c", "d"]) {
      const value = Buffer.alloc(480_000, "v").toString("base64");
      const metadata = Array.from({ length: 7 }, (_, n) => ({ key: `${prefix}${n}`, value }));
      await fetch(`${env.zitadel.issuer}/v2/users/${id}/metadata`, {
        method: "POST",
        headers: { authorization: `Bearer ${env.pat("manager")}`, "content-type": "application/json" },
        body: JSON.stringify({ metadata }),
      });
    }
    env.takeCalls();
    const { data, errors } = await env.query("{ me { id metadata(limit: 1) { sizeInBytes } } }", {
      token: own,
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({ me: { id, metadata: [{ sizeInBytes: 480_000 }] } });
    expect(env.takeCalls()).toMatchObject({ userinfo: 1, list: 5 });
  });

  it("rejects an opaque token with too large an introspection result and names the scope that causes it", async () => {
    const { name } = await addPerson(30, "a".repeat(480_000));
    const { codes, errors } = await env.query("{ me { id } }", { token: await env.login(name) });
    expect(codes).toEqual(["REQUEST_TOO_LARGE"]);
    expect(errors[0]?.message).toContain("urn:zitadel:iam:user:metadata");
  });

  it("rejects only the user above MAX_USER_METADATA_BYTES, with a message that names the setting", async () => {
    await using limited = await startTestEnv({ MAX_USER_METADATA_BYTES: String(1024 * 1024) });
    const metadata = { a: "a".repeat(400_000), b: "b".repeat(400_000), c: "c".repeat(400_000) };
    const { id } = await limited.addPerson({ metadata });
    const userIds = [id, limited.zitadel.directory.user("wile-coyote")];
    const { data, errors } = await queryEntities(limited, userIds, "metadata { key }", {
      token: limited.pat("manager"),
    });
    expect(data).toMatchObject({ _entities: [{ metadata: null }, { metadata: [{}, {}] }] });
    expect(errors).toMatchObject([
      { path: ["_entities", 0, "metadata"], extensions: { code: "REQUEST_TOO_LARGE" } },
    ]);
    expect(errors[0]?.message).toContain("1048576 bytes");
    expect(errors[0]?.message).toContain("MAX_USER_METADATA_BYTES");
  });

  it("applies MAX_USER_METADATA_BYTES to userinfo and to the list", async () => {
    await using limited = await startTestEnv({
      ZITADEL_API_VERSION: api,
      MAX_USER_METADATA_BYTES: String(1024 * 1024),
    });
    const { name } = await limited.addPerson({
      metadata: { a: "a".repeat(450_000), b: "b".repeat(450_000), c: "c".repeat(450_000) },
    });
    const own = await limited.login(name);
    expect((await limited.query("{ me { metadata { key } } }", { token: own })).codes).toEqual([
      "REQUEST_TOO_LARGE",
    ]);
    expect((await limited.query("{ me { metadata { createdAt } } }", { token: own })).codes).toEqual([
      "REQUEST_TOO_LARGE",
    ]);
  });
});

it("causes no Node.js warning for a page of many users", async () => {
  const warnings: Error[] = [];
  const record = (warning: Error): unknown => warnings.push(warning);
  process.on("warning", record);
  await using env = await startTestEnv();
  const userIds = Array.from({ length: 30 }, (_, n) => String(n));
  const token = env.pat("manager");
  await queryEntities(env, userIds, "metadata { key }", { token });
  process.off("warning", record);
  expect(warnings).toEqual([]);
});
