import { describe, expect, it } from "vitest";
import { z } from "zod";
import { queryEntities } from "../../support/entities.js";
import { setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { allScopes, startTestEnv, type TestEnv } from "../../support/test-env.js";

const roadRunners = { contract: "10045", plan: "gold", settings: '{"theme":"dark","beta":true}' };
const mine = "{ me { id metadataMap } }";

/** The ID token of road-runner's login. */
async function idTokenOf({ zitadel }: TestEnv, app: string): Promise<string> {
  return (await zitadel.issueTokens("road-runner", app, allScopes)).idToken;
}

describe("an ID token, where TOKEN_VALIDATION has id_token", () => {
  const accepting = { TOKEN_VALIDATION: "jwt,introspection,id_token" };

  it.each(["spa", "spa-jwt"])(
    "shows its user what it says itself, without a call (login through %s)",
    async (app) => {
      await using env = await startTestEnv(accepting);
      const token = await idTokenOf(env, app);
      await env.query("{ me { id } }", { token });
      env.takeCalls();
      const { data, errors } = await env.query(mine, { token });
      expect(errors).toEqual([]);
      expect(data).toEqual({
        me: { id: env.zitadel.directory.user("road-runner"), metadataMap: roadRunners },
      });
      expect(env.takeCalls()).toEqual({});
    },
  );

  it("shows the keys that the rules let its user read, and none that our service user would read for them", async () => {
    await using env = await startTestEnv(
      withRules(
        () => [
          { keys: ["plan"], read: ["self"], as: "service" },
          { keys: ["contract"], read: ["self"] },
          { keys: ["settings"], read: ["role:admin"] },
        ],
        accepting,
      ),
    );
    env.takeCalls();
    const { data } = await env.query(mine, { token: await idTokenOf(env, "spa") });
    expect(data).toMatchObject({ me: { metadataMap: { contract: "10045" } } });
    expect(env.takeCalls()).not.toHaveProperty("list");
  });

  it("names the scope where it says nothing of metadata", async () => {
    await using env = await startTestEnv(accepting);
    const { idToken } = await env.zitadel.issueTokens("road-runner", "spa", "openid");
    expect((await env.query(mine, { token: idToken })).codes).toEqual(["INSUFFICIENT_SCOPE"]);
  });

  it("is good for nothing else: no others, no writes, no call", async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["self"], as: "service" }], accepting),
    );
    const { user } = env.zitadel.directory;
    const token = await idTokenOf(env, "spa");
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    const others = await queryEntities(env, [user("wile-coyote")], "metadata { key }", { token });
    expect(others).toMatchObject({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
    const other = await env.query("query ($id: ID!) { user(id: $id) { id } }", {
      token,
      variables: { id: user("wile-coyote") },
    });
    expect(other).toMatchObject({ data: { user: null }, codes: ["FORBIDDEN"] });
    const own = await setUserMetadata(env, token, user("road-runner"), [{ key: "a", value: "b" }]);
    expect(own).toMatchObject({ data: { setUserMetadata: null }, codes: ["FORBIDDEN"] });
    expect(env.takeCalls()).toEqual({});
  });

  it("is no way in for access tokens where it is the only way", async () => {
    await using env = await startTestEnv({ TOKEN_VALIDATION: "id_token" });
    for (const app of ["spa", "spa-jwt"]) {
      const { codes, errors } = await env.query(mine, { token: await env.login("road-runner", { app }) });
      expect(codes).toEqual(["UNAUTHENTICATED"]);
      expect(errors[0]?.message).toContain("ID tokens only");
    }
  });
});

describe("ALLOWED_CLIENT_IDS", () => {
  it("lets in the tokens of these applications only, on every way, and personal access tokens as pat", async () => {
    await using env = await startTestEnv(({ directory: { app } }) =>
      Promise.resolve({ ALLOWED_CLIENT_IDS: `${app("spa")},${app("spa-jwt-plain")}` }),
    );
    const codesOf = async (token: string): Promise<readonly string[]> =>
      (await env.query("{ me { id } }", { token })).codes;
    expect(await codesOf(await env.login("road-runner", { app: "spa" }))).toEqual([]);
    expect(await codesOf(await env.login("road-runner", { app: "spa-jwt-plain" }))).toEqual([]);
    expect(await codesOf(await env.login("road-runner", { app: "spa-jwt" }))).toEqual(["UNAUTHENTICATED"]);
    expect(await codesOf(env.zitadel.directory.personalAccessToken("manager"))).toEqual(["UNAUTHENTICATED"]);
    await using withPats = await startTestEnv({ ALLOWED_CLIENT_IDS: "pat" });
    const { codes } = await withPats.query("{ me { id } }", {
      token: withPats.zitadel.directory.personalAccessToken("manager"),
    });
    expect(codes).toEqual([]);
  });

  it("keeps out an application of another project that asked for our audience", async () => {
    const foreign = async (env: TestEnv): Promise<readonly string[]> => {
      const scope = `openid urn:zitadel:iam:org:project:id:${env.zitadel.directory.project("shop")}:aud`;
      const token = await env.login("road-runner", { app: "foreign", scope });
      return (await env.query("{ me { id } }", { token })).codes;
    };
    await using open = await startTestEnv();
    expect(await foreign(open)).toEqual([]);
    await using narrow = await startTestEnv(({ directory: { app } }) =>
      Promise.resolve({ ALLOWED_CLIENT_IDS: app("spa") }),
    );
    expect(await foreign(narrow)).toEqual(["UNAUTHENTICATED"]);
  });
});

describe("a broken client assertion, after which ZITADEL finds no token active", {
  tags: ["embedded"],
}, () => {
  const keyed = async (change: (key: string) => string): Promise<TestEnv> =>
    startTestEnv(async ({ directory }) => ({
      ZITADEL_INTROSPECTION_CLIENT_ID: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_KEY: change(JSON.stringify(await directory.key("api-key"))),
      ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken("instance-manager"),
    }));
  const withOtherId = (key: string): string => {
    const file = z.looseObject({ keyId: z.string() }).parse(JSON.parse(key));
    return JSON.stringify({ ...file, keyId: "999999999999999999" });
  };

  it("is MISCONFIGURED, not a logged out user, found out by one call in a while", async () => {
    await using env = await keyed(withOtherId);
    const token = await env.login("road-runner");
    env.takeCalls();
    for (let n = 0; n < 3; n++) {
      expect((await env.query("{ me { id } }", { token })).codes).toEqual(["MISCONFIGURED"]);
    }
    expect(env.takeCalls()).toEqual({ introspect: 4 });
    expect(env.log.join()).toContain("ZITADEL_INTROSPECTION_KEY");
  });

  it("is not suspected where our own token ended early: another one is asked about", async () => {
    const rules = [{ keys: ["*"], read: ["anyone"], as: "service" }];
    await using env = await startTestEnv(async ({ directory }) => ({
      ZITADEL_INTROSPECTION_CLIENT_ID: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_KEY: JSON.stringify(await directory.key("api-key")),
      ZITADEL_SERVICE_USER_KEY: JSON.stringify(await directory.key("manager")),
      JWT_SKIP_INTROSPECTION: "true",
      METADATA_POLICY: JSON.stringify({ rules }),
    }));
    const { user, personalAccessToken } = env.zitadel.directory;
    const token = await env.login("porky-pig", { app: "spa-jwt" });
    const read = async (): Promise<readonly string[]> =>
      (await queryEntities(env, [user("road-runner")], "metadata { key }", { token })).codes;
    expect(await read()).toEqual([]);
    for (const act of ["deactivate", "reactivate"]) {
      const headers = {
        authorization: `Bearer ${personalAccessToken("owner")}`,
        "content-type": "application/json",
      };
      const url = `${env.zitadel.issuer}/v2/users/${user("manager")}/${act}`;
      expect((await fetch(url, { method: "POST", headers, body: "{}" })).status).toBe(200);
    }
    expect((await env.query("{ me { id } }", { token: "expired" })).codes).toEqual(["UNAUTHENTICATED"]);
    expect(await read()).toEqual([]);
  });

  it("is not suspected for one bad token", async () => {
    await using env = await keyed((key) => key);
    env.takeCalls();
    expect((await env.query("{ me { id } }", { token: "garbage" })).codes).toEqual(["UNAUTHENTICATED"]);
    expect(env.takeCalls()).toEqual({ introspect: 2 });
    const token = await env.login("road-runner");
    expect((await env.query("{ me { id } }", { token })).codes).toEqual([]);
    expect((await env.query("{ me { id } }", { token: "rubbish" })).codes).toEqual(["UNAUTHENTICATED"]);
    expect(env.takeCalls()).toEqual({ introspect: 2 });
  });
});
