import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { apis, startTestEnv, type TestEnv } from "../../support/test-env.js";

describe.each(apis)("a user with much metadata, by the API %s", (api) => {
  let env: TestEnv;
  let token: string;
  beforeAll(async () => {
    env = await startTestEnv({ ZITADEL_API_VERSION: api });
    token = env.zitadel.directory.personalAccessToken("manager");
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  function addPerson(count: number, value: string): ReturnType<TestEnv["addPerson"]> {
    const pairs = Array.from({ length: count }, (_, index) => [
      `key-${String(index).padStart(4, "0")}`,
      value,
    ]);
    return env.addPerson({ metadata: Object.fromEntries(pairs) });
  }

  it("is read whole, 1,000 entries at a time", async () => {
    const { id } = await addPerson(2345, "v");
    env.takeCalls();
    const { data, errors } = await queryEntities(env, [id], "metadata(offset: 2343) { key }", { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: [{ metadata: [{ key: "key-2343" }, { key: "key-2344" }] }] });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 3 });
  });

  it("is asked for in smaller pages where an answer would be above 10 MiB", async () => {
    const { id } = await addPerson(30, "a".repeat(480_000));
    env.takeCalls();
    const { data, errors } = await queryEntities(env, [id], "metadata { key sizeInBytes }", { token });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      _entities: [{ metadata: Array.from({ length: 30 }, () => ({ sizeInBytes: 480_000 })) }],
    });
    // Pages of 1,000 and of 100 are refused; three of 10 are answered.
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 5 });
  });

  it("is read by list where their userinfo is too large to carry", async () => {
    const { id, name } = await env.addPerson();
    // It says what stood when it was issued: nothing yet.
    const own = await env.login(name, { app: "spa-jwt" });
    for (const prefix of ["a", "b", "c", "d"]) {
      const value = Buffer.alloc(480_000, "v").toString("base64");
      const metadata = Array.from({ length: 7 }, (_, n) => ({ key: `${prefix}${n}`, value }));
      await fetch(`${env.zitadel.issuer}/v2/users/${id}/metadata`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
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

  it("cannot have its opaque tokens introspected, and says what to do", async () => {
    const { name } = await addPerson(30, "a".repeat(480_000));
    const { codes, errors } = await env.query("{ me { id } }", { token: await env.login(name) });
    expect(codes).toEqual(["REQUEST_TOO_LARGE"]);
    expect(errors[0]?.message).toContain("urn:zitadel:iam:user:metadata");
  });

  it("is refused, alone and in words, above MAX_USER_METADATA_BYTES", async () => {
    await using small = await startTestEnv({ MAX_USER_METADATA_BYTES: String(1024 * 1024) });
    const metadata = { a: "a".repeat(400_000), b: "b".repeat(400_000), c: "c".repeat(400_000) };
    const { id } = await small.addPerson({ metadata });
    const owners = [id, small.zitadel.directory.user("wile-coyote")];
    const { data, errors } = await queryEntities(small, owners, "metadata { key }", {
      token: small.zitadel.directory.personalAccessToken("manager"),
    });
    expect(data).toMatchObject({ _entities: [{ metadata: null }, { metadata: [{}, {}] }] });
    expect(errors).toMatchObject([
      { path: ["_entities", 0, "metadata"], extensions: { code: "REQUEST_TOO_LARGE" } },
    ]);
    expect(errors[0]?.message).toContain("1048576 bytes");
    expect(errors[0]?.message).toContain("MAX_USER_METADATA_BYTES");
  });

  it("is refused above MAX_USER_METADATA_BYTES by userinfo as by list", async () => {
    await using small = await startTestEnv({
      ZITADEL_API_VERSION: api,
      MAX_USER_METADATA_BYTES: String(1024 * 1024),
    });
    const { name } = await small.addPerson({
      metadata: { a: "a".repeat(450_000), b: "b".repeat(450_000), c: "c".repeat(450_000) },
    });
    const own = await small.login(name);
    expect((await small.query("{ me { metadata { key } } }", { token: own })).codes).toEqual([
      "REQUEST_TOO_LARGE",
    ]);
    expect((await small.query("{ me { metadata { createdAt } } }", { token: own })).codes).toEqual([
      "REQUEST_TOO_LARGE",
    ]);
  });
});

it("a page of many users makes Node warn of nothing", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): unknown => warnings.push(warning);
  process.on("warning", note);
  await using env = await startTestEnv();
  const owners = Array.from({ length: 30 }, (_, n) => String(n));
  const token = env.zitadel.directory.personalAccessToken("manager");
  await queryEntities(env, owners, "metadata { key }", { token });
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
