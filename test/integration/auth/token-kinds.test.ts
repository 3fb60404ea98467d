import { describe, expect, it } from "vitest";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { allScopes, startTestEnv, type TestEnv, withRules } from "../../support/test-env.js";

const roadRunnerMetadata = { contract: "10045", plan: "gold", settings: '{"theme":"dark","beta":true}' };
const meQuery = "{ me { id metadataMap } }";

/** The ID token of road-runner's login. */
async function issueIdToken({ zitadel }: TestEnv, app: string): Promise<string> {
  return (await zitadel.issueTokens("road-runner", app, allScopes)).idToken;
}

describe("ID tokens with id_token in TOKEN_VALIDATION", () => {
  const acceptIdTokens = { TOKEN_VALIDATION: "jwt,introspection,id_token" };

  it.each(["spa", "spa-jwt"])(
    "serves the user's own metadata from the ID token without a call (login through %s)",
    async (app) => {
      await using env = await startTestEnv(acceptIdTokens);
      const token = await issueIdToken(env, app);
      await env.query("{ me { id } }", { token });
      env.takeCalls();
      const { data, errors } = await env.query(meQuery, { token });
      expect(errors).toEqual([]);
      expect(data).toEqual({
        me: { id: env.zitadel.directory.user("road-runner"), metadataMap: roadRunnerMetadata },
      });
      expect(env.takeCalls()).toEqual({});
    },
  );

  it("returns only the keys that the rules allow without the service user", async () => {
    await using env = await startTestEnv(
      withRules(
        () => [
          { keys: ["plan"], read: ["self"], as: "service" },
          { keys: ["contract"], read: ["self"] },
          { keys: ["settings"], read: ["role:admin"] },
        ],
        acceptIdTokens,
      ),
    );
    env.takeCalls();
    const { data } = await env.query(meQuery, { token: await issueIdToken(env, "spa") });
    expect(data).toMatchObject({ me: { metadataMap: { contract: "10045" } } });
    expect(env.takeCalls()).not.toHaveProperty("list");
  });

  it("returns INSUFFICIENT_SCOPE for an ID token without the metadata claim", async () => {
    await using env = await startTestEnv(acceptIdTokens);
    const { idToken } = await env.zitadel.issueTokens("road-runner", "spa", "openid");
    expect((await env.query(meQuery, { token: idToken })).codes).toEqual(["INSUFFICIENT_SCOPE"]);
  });

  it("returns FORBIDDEN without a call for other users and for writes", async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["self"], as: "service" }], acceptIdTokens),
    );
    const { user } = env.zitadel.directory;
    const token = await issueIdToken(env, "spa");
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    const otherEntity = await queryEntities(env, [user("wile-coyote")], "metadata { key }", { token });
    expect(otherEntity).toMatchObject({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
    const otherUser = await env.query("query ($id: ID!) { user(id: $id) { id } }", {
      token,
      variables: { id: user("wile-coyote") },
    });
    expect(otherUser).toMatchObject({ data: { user: null }, codes: ["FORBIDDEN"] });
    const ownWrite = await setUserMetadata(env, token, user("road-runner"), [{ key: "a", value: "b" }]);
    expect(ownWrite).toMatchObject({ data: { setUserMetadata: null }, codes: ["FORBIDDEN"] });
    expect(env.takeCalls()).toEqual({});
  });

  it("rejects access tokens when TOKEN_VALIDATION is id_token only", async () => {
    await using env = await startTestEnv({ TOKEN_VALIDATION: "id_token" });
    for (const app of ["spa", "spa-jwt"]) {
      const { codes, errors } = await env.query(meQuery, { token: await env.login("road-runner", { app }) });
      expect(codes).toEqual(["UNAUTHENTICATED"]);
      expect(errors[0]?.message).toContain("only ID tokens");
    }
  });
});

describe("ALLOWED_CLIENT_IDS", () => {
  it("accepts opaque and JWT tokens of the listed applications only, and personal access tokens as pat", async () => {
    await using env = await startTestEnv(({ directory: { app } }) => ({
      ALLOWED_CLIENT_IDS: `${app("spa")},${app("spa-jwt-plain")}`,
    }));
    const codesOf = async (token: string): Promise<readonly string[]> =>
      (await env.query("{ me { id } }", { token })).codes;
    expect(await codesOf(await env.login("road-runner", { app: "spa" }))).toEqual([]);
    expect(await codesOf(await env.login("road-runner", { app: "spa-jwt-plain" }))).toEqual([]);
    expect(await codesOf(await env.login("road-runner", { app: "spa-jwt" }))).toEqual(["UNAUTHENTICATED"]);
    expect(await codesOf(env.pat("manager"))).toEqual(["UNAUTHENTICATED"]);
    await using withPats = await startTestEnv({ ALLOWED_CLIENT_IDS: "pat" });
    const { codes } = await withPats.query("{ me { id } }", {
      token: withPats.pat("manager"),
    });
    expect(codes).toEqual([]);
  });

  it("rejects an application of another project that requested this project's audience", async () => {
    const codesOfForeignApp = async (env: TestEnv): Promise<readonly string[]> => {
      const scope = `openid urn:zitadel:iam:org:project:id:${env.zitadel.directory.project("shop")}:aud`;
      const token = await env.login("road-runner", { app: "foreign", scope });
      return (await env.query("{ me { id } }", { token })).codes;
    };
    await using allClients = await startTestEnv();
    expect(await codesOfForeignApp(allClients)).toEqual([]);
    await using oneClient = await startTestEnv(({ directory: { app } }) => ({
      ALLOWED_CLIENT_IDS: app("spa"),
    }));
    expect(await codesOfForeignApp(oneClient)).toEqual(["UNAUTHENTICATED"]);
  });
});
