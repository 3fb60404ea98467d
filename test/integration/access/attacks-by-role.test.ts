import { describe, expect, it } from "vitest";
import { type GraphqlResponse, queryEntities } from "../../support/query.js";
import { createClaims } from "../forged-tokens.js";
import { allScopes, startTestEnv, type TestEnv, withRules } from "../../support/test-env.js";

describe("forged roles", { tags: ["embedded"] }, () => {
  const admins = withRules(() => [{ keys: ["*"], read: ["role:admin"], as: "service" }], {
    JWT_SKIP_INTROSPECTION: "true",
  });
  const readAs = async (env: TestEnv, token: string): Promise<GraphqlResponse> =>
    queryEntities(env, [env.zitadel.directory.user("wile-coyote")], "metadata { key }", { token });

  it("ignores a role that is requested in the scope, although ZITADEL's introspection lists it there", async () => {
    await using env = await startTestEnv(admins);
    const scope = `${allScopes} urn:zitadel:iam:org:project:role:admin urn:zitadel:iam:org:projects:roles`;
    expect((await readAs(env, await env.login("road-runner", { scope }))).codes).toEqual(["FORBIDDEN"]);
    expect((await readAs(env, await env.login("wile-coyote", { scope }))).codes).toEqual([]);
  });

  it("ignores roles of another project, the claim without a project and malformed role claims", async () => {
    await using env = await startTestEnv(admins);
    const { project, organization } = env.zitadel.directory;
    const granted = { admin: { [organization("acme")]: "acme.localhost" } };
    const ownClaim = `urn:zitadel:iam:org:project:${project("shop")}:roles`;
    const codesWithClaim = async (claim: string, value: unknown): Promise<readonly string[]> =>
      (await readAs(env, await env.emulator.signJwt(createClaims(env, { [claim]: value })))).codes;
    expect(await codesWithClaim(ownClaim, granted)).toEqual([]);
    expect(await codesWithClaim(`urn:zitadel:iam:org:project:${project("other")}:roles`, granted)).toEqual([
      "FORBIDDEN",
    ]);
    expect(await codesWithClaim("urn:zitadel:iam:org:project:roles", granted)).toEqual(["FORBIDDEN"]);
    expect(await codesWithClaim("roles", ["admin"])).toEqual(["FORBIDDEN"]);
    for (const value of [
      ["admin"],
      "admin",
      { admin: "acme" },
      { admin: null },
      { admin: {} },
      { Admin: granted.admin },
      null,
    ]) {
      expect(await codesWithClaim(ownClaim, value)).toEqual(["FORBIDDEN"]);
    }
  });
});
