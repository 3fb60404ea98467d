import { describe, expect, it } from "vitest";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { apis, startWorld } from "../../support/test-env.js";

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
      await using world = await startWorld(withRules(() => rules, { ZITADEL_API_VERSION: api }));
      const token = await world.login("porky-pig");
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { id } = await world.addPerson({ metadata });
        world.takePaths();
        const read = await queryEntities(world, [id], "metadata { key }", { token });
        const removed = await deleteUserMetadata(world, token, id, ["secret.b", "plan"]);
        const answers = [read.data, read.codes, removed.data, removed.codes];
        return [JSON.stringify(answers), ...world.takePaths()].map((it) => it.replaceAll(id, "ID"));
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
    await using world = await startWorld(async (zitadel) => ({ ...(await rules(zitadel)), ...more }));
    const observe = async (metadata: Record<string, string>): Promise<unknown> => {
      const { name } = await world.addPerson({ metadata });
      const token = await world.login(name, { app, scope });
      await world.query("{ me { id } }", { token });
      world.takePaths();
      const { data, errors } = await world.query("{ me { metadata { key } } }", { token });
      return [data, errors, world.takePaths()];
    };
    expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
  });

  it("does not show in the read that follows its being deleted", async () => {
    for (const ZITADEL_API_VERSION of apis) {
      await using world = await startWorld(async (zitadel) => ({
        ...(await rules(zitadel)),
        ZITADEL_API_VERSION,
      }));
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { name, id } = await world.addPerson({ metadata });
        const token = await world.login(name);
        world.takePaths();
        const { data } = await deleteUserMetadata(world, token, id, ["secret.b"]);
        return [JSON.stringify(data), ...world.takePaths()].map((it) => it.replaceAll(id, "ID"));
      };
      expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
    }
  });
});

describe("an owner of whom the rules let the caller read nothing", () => {
  it("is FORBIDDEN, without a call, whether or not there is such a user", async () => {
    await using world = await startWorld(
      withRules(() => [{ keys: ["*"], read: ["self"], write: ["anyone"] }]),
    );
    const token = await world.login("road-runner");
    const ids = [world.zitadel.directory.user("wile-coyote"), "999999999999999999"];
    world.takeCalls();
    const { data, codes } = await queryEntities(world, ids, "metadata { key }", { token });
    expect(data).toEqual({ _entities: [{ metadata: null }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    expect(world.takeCalls()).toEqual({ introspect: 1 });
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
      await using world = await startWorld(rules);
      const observe = async (metadata: Record<string, string>): Promise<unknown> => {
        const { id } = await world.addPerson({ metadata });
        world.takePaths();
        world.emulator.failNext(api === "v2" ? routes.set : routes.remove, { status: 503 });
        const token = world.zitadel.directory.personalAccessToken("manager");
        const { data, codes } = await deleteUserMetadata(world, token, id, ["secret.b"]);
        return [JSON.stringify(data), ...codes, ...world.takePaths()].map((it) => it.replaceAll(id, "ID"));
      };
      expect(await observe({ "secret.b": "1" })).toEqual(await observe({}));
    });

    it("does not tell whether the value was guessed", async () => {
      await using world = await startWorld(rules);
      const { id } = await world.addPerson({ metadata: { "secret.b": "7" } });
      const guess = async (value: string): Promise<unknown> => {
        world.takePaths();
        world.emulator.failNext(routes.set, { status: 503 });
        const token = world.zitadel.directory.personalAccessToken("manager");
        const { codes } = await setUserMetadata(world, token, id, [{ key: "secret.b", value }]);
        return [...codes, ...world.takePaths()];
      };
      expect(await guess("7")).toEqual(await guess("8"));
    });
  },
);
