import { describe, expect, it } from "vitest";
import { routes } from "../../support/zitadel-calls.js";
import { deleteUserMetadata, queryEntities, setUserMetadata } from "../../support/query.js";
import { apis, startTestEnv, withRules } from "../../support/test-env.js";

// Other ways in which a hidden key could be revealed: by ZITADEL's rejections, tokens and later calls.

describe.each(apis)("hidden key of a user that ZITADEL does not show to the caller, with API %s", (api) => {
  const open = { keys: ["*"], read: ["anyone"], write: ["anyone"] };
  const policies = {
    "rules as caller": [{ keys: ["secret.*"] }, open],
    "an additional rule as service": [
      { keys: ["secret.*"], write: ["anyone"] },
      { keys: ["public.*"], read: ["anyone"], as: "service" },
      open,
    ],
  };

  it.each(Object.entries(policies))("changes neither response nor calls, with %s", async (_, rules) => {
    await using env = await startTestEnv(withRules(() => rules, { ZITADEL_API_VERSION: api }));
    const token = await env.login("porky-pig");
    const observe = async (metadata: Record<string, string>): Promise<unknown> => {
      const { id } = await env.addPerson({ metadata });
      env.takePaths();
      const read = await queryEntities(env, [id], "metadata { key }", { token });
      const removed = await deleteUserMetadata(env, token, id, ["secret.b", "plan"]);
      const results = [read.data, read.codes, removed.data, removed.codes];
      return [JSON.stringify(results), ...env.takePaths()].map((text) => text.replaceAll(id, "ID"));
    };
    expect(await observe({ "secret.b": "1", "secret.c": "2" })).toEqual(await observe({}));
  });
});

describe("hidden key of the caller", () => {
  const rules = withRules(() => [
    { keys: ["secret.*"], write: ["self"], as: "service" },
    { keys: ["*"], read: ["anyone"] },
  ]);
  const audience = "urn:zitadel:iam:org:project:id:zitadel:aud";
  const metadataScope = "urn:zitadel:iam:user:metadata";

  it.each([
    ["an opaque token", {}, "spa", `openid ${metadataScope}`],
    ["a JWT", {}, "spa-jwt", `openid ${metadataScope} ${audience}`],
    ["a JWT for userinfo only", {}, "spa-jwt", `openid ${metadataScope}`],
    ["a JWT's claims", { SELF_READ_ORDER: "claims" }, "spa-jwt", `openid ${metadataScope}`],
  ])("changes neither response nor calls, with %s", async (_, variables, app, scope) => {
    await using env = await startTestEnv((zitadel) => ({ ...rules(zitadel), ...variables }));
    const observe = async (metadata: Record<string, string>): Promise<unknown> => {
      const { name } = await env.addPerson({ metadata });
      const token = await env.login(name, { app, scope });
      await env.query("{ me { id } }", { token });
      env.takePaths();
      const { data, errors } = await env.query("{ me { metadata { key } } }", { token });
      return [data, errors, env.takePaths()];
    };
    expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
  });

  it("changes neither the payload of its deletion nor the calls", async () => {
    for (const ZITADEL_API_VERSION of apis) {
      await using env = await startTestEnv((zitadel) => ({
        ...rules(zitadel),
        ZITADEL_API_VERSION,
      }));
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { name, id } = await env.addPerson({ metadata });
        const token = await env.login(name);
        env.takePaths();
        const { data } = await deleteUserMetadata(env, token, id, ["secret.b"]);
        return [JSON.stringify(data), ...env.takePaths()].map((text) => text.replaceAll(id, "ID"));
      };
      expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
    }
  });
});

describe("user without any key that the caller may read", () => {
  it("returns FORBIDDEN without a call, whether or not the user exists", async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["self"], write: ["anyone"] }]),
    );
    const token = await env.login("road-runner");
    const ids = [env.zitadel.directory.user("wile-coyote"), "999999999999999999"];
    env.takeCalls();
    const { data, codes } = await queryEntities(env, ids, "metadata { key }", { token });
    expect(data).toEqual({ _entities: [{ metadata: null }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });
});

describe.each(apis)(
  "write to a hidden key whose response is lost, with API %s",
  { tags: ["embedded"] },
  (api) => {
    const rules = withRules(
      () => [
        { keys: ["secret.*"], write: ["anyone"] },
        { keys: ["*"], read: ["anyone"], write: ["anyone"] },
      ],
      { ZITADEL_API_VERSION: api },
    );

    it("reveals neither by response nor by calls whether the key existed", async () => {
      await using env = await startTestEnv(rules);
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { id } = await env.addPerson({ metadata });
        env.takePaths();
        env.emulator.failNext(api === "v2" ? routes.set : routes.remove, { status: 503 });
        const token = env.pat("manager");
        const { data, codes } = await deleteUserMetadata(env, token, id, ["secret.b"]);
        return [JSON.stringify(data), ...codes, ...env.takePaths()].map((text) => text.replaceAll(id, "ID"));
      };
      expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
    });

    it("does not reveal whether a guessed value is correct", async () => {
      await using env = await startTestEnv(rules);
      const { id } = await env.addPerson({ metadata: { "secret.b": "7" } });
      const guess = async (value: string): Promise<unknown> => {
        env.takePaths();
        env.emulator.failNext(routes.set, { status: 503 });
        const token = env.pat("manager");
        const { codes } = await setUserMetadata(env, token, id, [{ key: "secret.b", value }]);
        return [...codes, ...env.takePaths()];
      };
      expect(await guess("7")).toEqual(await guess("8"));
    });
  },
);
