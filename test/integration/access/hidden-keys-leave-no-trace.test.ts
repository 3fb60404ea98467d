import { describe, expect, it } from "vitest";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { apis, startTestEnv } from "../../support/test-env.js";

// Where a key that may not be read could show all the same: in ZITADEL's own refusals, in tokens, in what follows.

describe.each(apis)(
  "a hidden key of somebody whom ZITADEL does not show the caller, on the API %s,",
  (api) => {
    const open = { keys: ["*"], read: ["anyone"], write: ["anyone"] };
    const policies = {
      "rules as caller": [{ keys: ["secret.*"] }, open],
      "a rule as service beside": [
        { keys: ["secret.*"], write: ["anyone"] },
        { keys: ["public.*"], read: ["anyone"], as: "service" },
        open,
      ],
    };

    it.each(Object.entries(policies))("changes neither answer nor calls, with %s", async (_, rules) => {
      await using env = await startTestEnv(withRules(() => rules, { ZITADEL_API_VERSION: api }));
      const token = await env.login("porky-pig");
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { id } = await env.addPerson({ metadata });
        env.takePaths();
        const read = await queryEntities(env, [id], "metadata { key }", { token });
        const removed = await deleteUserMetadata(env, token, id, ["secret.b", "plan"]);
        const answers = [read.data, read.codes, removed.data, removed.codes];
        return [JSON.stringify(answers), ...env.takePaths()].map((it) => it.replaceAll(id, "ID"));
      };
      expect(await observe({ "secret.b": "1", "secret.c": "2" })).toEqual(await observe({}));
    });
  },
);

describe("a hidden key of one's own", () => {
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
  ])("changes neither answer nor calls, with %s", async (_, more, app, scope) => {
    await using env = await startTestEnv(async (zitadel) => ({ ...(await rules(zitadel)), ...more }));
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

  it("does not show in the read that follows its being deleted", async () => {
    for (const ZITADEL_API_VERSION of apis) {
      await using env = await startTestEnv(async (zitadel) => ({
        ...(await rules(zitadel)),
        ZITADEL_API_VERSION,
      }));
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { name, id } = await env.addPerson({ metadata });
        const token = await env.login(name);
        env.takePaths();
        const { data } = await deleteUserMetadata(env, token, id, ["secret.b"]);
        return [JSON.stringify(data), ...env.takePaths()].map((it) => it.replaceAll(id, "ID"));
      };
      expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
    }
  });
});

describe("an owner of whom the rules let the caller read nothing", () => {
  it("is FORBIDDEN, without a call, whether or not there is such a user", async () => {
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
  "a write to a hidden key whose answer was lost, on the API %s,",
  { tags: ["embedded"] },
  (api) => {
    const rules = withRules(
      () => [
        { keys: ["secret.*"], write: ["anyone"] },
        { keys: ["*"], read: ["anyone"], write: ["anyone"] },
      ],
      { ZITADEL_API_VERSION: api },
    );

    it("does not tell whether the key was there, by answer or calls", async () => {
      await using env = await startTestEnv(rules);
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { id } = await env.addPerson({ metadata });
        env.takePaths();
        env.emulator.failNext(api === "v2" ? routes.set : routes.remove, { status: 503 });
        const token = env.zitadel.directory.personalAccessToken("manager");
        const { data, codes } = await deleteUserMetadata(env, token, id, ["secret.b"]);
        return [JSON.stringify(data), ...codes, ...env.takePaths()].map((it) => it.replaceAll(id, "ID"));
      };
      expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
    });

    it("does not tell whether the value was guessed", async () => {
      await using env = await startTestEnv(rules);
      const { id } = await env.addPerson({ metadata: { "secret.b": "7" } });
      const guess = async (value: string): Promise<unknown> => {
        env.takePaths();
        env.emulator.failNext(routes.set, { status: 503 });
        const token = env.zitadel.directory.personalAccessToken("manager");
        const { codes } = await setUserMetadata(env, token, id, [{ key: "secret.b", value }]);
        return [...codes, ...env.takePaths()];
      };
      expect(await guess("7")).toEqual(await guess("8"));
    });
  },
);
