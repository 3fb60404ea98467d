import { describe, expect, it } from "vitest";
import { createDescribedDirectory } from "../../packages/zitadel-emulator/test/zitadel/description.js";
import type { PublicCall } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { buildWorld } from "./build-test-data.js";
import { removeWorld } from "./remove-test-data.js";

const variables = {
  issuer: "http://localhost:8080",
  ownerToken: "owner-token",
  loginToken: "login-token",
  env: undefined,
};

/** Says yes to everything, and gives out ids that tell what they were given for. */
function startYesSayer(): { call: (asked: PublicCall) => Promise<unknown>; calls: string[] } {
  const calls: string[] = [];
  let given = 0;
  return {
    calls,
    call(asked) {
      const { method = "POST", path } = asked;
      calls.push(`${method} ${path}`);
      given += 1;
      const id = `${path.split("/").at(-1) ?? ""}-${given}`;
      const file = { type: "application", keyId: id, key: "PEM", appId: id, clientId: id };
      return Promise.resolve({
        user: { id: "boss", details: { resourceOwner: "first-organization" } },
        result: calls.flatMap((it) => (it === "POST /v2/users/human" ? [{ userId: "left" }] : [])),
        ...{ id, userId: id, organizationId: id, appId: id, clientId: id, clientSecret: `secret of ${id}` },
        token: `token of ${id}`,
        keyDetails: Buffer.from(JSON.stringify(file)).toString("base64"),
      });
    },
  };
}

describe("the world on a server", () => {
  it("has everything that the tests look up, and all of it goes at the end", async () => {
    const { call, calls } = startYesSayer();
    const { description, built } = await buildWorld(variables, call, () => Promise.resolve());
    const env = createDescribedDirectory(description, new Map());
    expect(env.user("owner")).toBe("boss");
    expect(env.organization("acme")).toBe("first-organization");
    expect([env.personalAccessToken("owner"), env.personalAccessToken("login-client")]).toEqual([
      "owner-token",
      "login-token",
    ]);
    for (const name of ["manager", "viewer", "nobody", "other-manager"])
      expect(env.personalAccessToken(name)).toMatch(/^token of pats/);
    for (const name of ["road-runner", "bugs-bunny"]) expect(env.user(name)).toMatch(/^human/);
    for (const name of ["spa", "spa-jwt", "foreign", "manager-client"]) expect(env.app(name)).not.toBe("");
    expect(env.secret("api-basic")).toMatch(/^secret of api/);
    expect(await env.key("api-key")).toMatchObject({ type: "application", key: "PEM" });
    expect(await env.key("manager")).toMatchObject({ key: "PEM" });

    calls.length = 0;
    await removeWorld(call, built);
    expect(calls).toEqual([
      "POST /v2/users",
      ...Object.values(description.projects).map((id) => `DELETE /management/v1/projects/${id}`),
      "DELETE /management/v1/orgs/me",
    ]);
  });

  it("is removed again when it cannot be built to its end", async () => {
    const { call, calls } = startYesSayer();
    const failing = (asked: PublicCall): Promise<unknown> =>
      asked.path.endsWith("/apps/oidc") ? Promise.reject(new Error("no apps today")) : call(asked);
    await expect(buildWorld(variables, failing, () => Promise.resolve())).rejects.toThrow("no apps today");
    const removals = calls.filter((it) => it.startsWith("DELETE"));
    expect(removals).toContainEqual(expect.stringContaining("/v2/users/left"));
    expect(removals).toContainEqual(expect.stringContaining("/management/v1/projects/projects-"));
    expect(removals.at(-1)).toBe("DELETE /management/v1/orgs/me");
  });

  it("is removed as far as it can be, and what could not be is told", async () => {
    const refusing = (asked: PublicCall): Promise<unknown> =>
      asked.method === "DELETE"
        ? Promise.reject(new Error(`no ${asked.path}`))
        : Promise.resolve({ result: [{ userId: "1" }, { userId: "2" }] });
    const built = { run: "c0ffee", projects: ["p"], organizations: ["o"] };
    await expect(removeWorld(refusing, built)).rejects.toThrow(
      /"c0ffee"[^]*no \/v2\/users\/1[^]*no \/v2\/users\/2[^]*projects\/p[^]*orgs\/me/,
    );
  });
});
