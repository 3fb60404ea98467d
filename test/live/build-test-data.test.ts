import { describe, expect, it } from "vitest";
import { createDescribedDirectory } from "../../packages/zitadel-emulator/test/zitadel/description.js";
import type { PublicCall } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { buildTestData } from "./build-test-data.js";
import { removeTestData } from "./remove-test-data.js";

const variables = {
  issuer: "http://localhost:8080",
  ownerToken: "owner-token",
  loginToken: "login-token",
  description: undefined,
};

/** A stub of ZITADEL's API: every call succeeds, and ids contain the path that they were created with. */
function createStub(): { call: (publicCall: PublicCall) => Promise<unknown>; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    call({ method = "POST", path }) {
      calls.push(`${method} ${path}`);
      const id = `${path.split("/").at(-1) ?? ""}-${calls.length}`;
      const file = { type: "application", keyId: id, key: "PEM", appId: id, clientId: id };
      return Promise.resolve({
        user: { id: "boss", details: { resourceOwner: "first-organization" } },
        result: calls.includes("POST /v2/users/human") ? [{ userId: "left" }] : [],
        ...{ id, userId: id, organizationId: id, appId: id, clientId: id, clientSecret: `secret of ${id}` },
        token: `token of ${id}`,
        keyDetails: Buffer.from(JSON.stringify(file)).toString("base64"),
      });
    },
  };
}

describe("the test data on a server", () => {
  it("contains all names that tests look up, and is removed completely", async () => {
    const { call, calls } = createStub();
    const { description, created } = await buildTestData(variables, call, () => Promise.resolve());
    const directory = createDescribedDirectory(description, new Map());
    expect(directory.user("owner")).toBe("boss");
    expect(directory.organization("acme")).toBe("first-organization");
    expect(["owner", "login-client"].map((name) => directory.personalAccessToken(name))).toEqual([
      "owner-token",
      "login-token",
    ]);
    for (const name of ["manager", "viewer", "nobody", "other-manager"])
      expect(directory.personalAccessToken(name)).toMatch(/^token of pats/);
    for (const name of ["road-runner", "bugs-bunny"]) expect(directory.user(name)).toMatch(/^human/);
    for (const name of ["spa", "spa-jwt", "foreign", "manager-client"])
      expect(directory.app(name)).not.toBe("");
    expect(directory.secret("api-basic")).toMatch(/^secret of api/);
    expect(await directory.key("api-key")).toMatchObject({ type: "application", key: "PEM" });
    expect(await directory.key("manager")).toMatchObject({ key: "PEM" });

    calls.length = 0;
    await removeTestData(call, created);
    expect(calls).toEqual([
      "POST /v2/users",
      ...Object.values(description.projects).map((id) => `DELETE /management/v1/projects/${id}`),
      "DELETE /management/v1/orgs/me",
    ]);
  });

  it("is removed if an error interrupts its creation", async () => {
    const { call, calls } = createStub();
    const failingCall = (publicCall: PublicCall): Promise<unknown> =>
      publicCall.path.endsWith("/apps/oidc")
        ? Promise.reject(new Error("application rejected"))
        : call(publicCall);
    await expect(buildTestData(variables, failingCall, () => Promise.resolve())).rejects.toThrow(
      "application rejected",
    );
    const removals = calls.filter((it) => it.startsWith("DELETE"));
    expect(removals).toContainEqual(expect.stringContaining("/v2/users/left"));
    expect(removals).toContainEqual(expect.stringContaining("/management/v1/projects/projects-"));
    expect(removals.at(-1)).toBe("DELETE /management/v1/orgs/me");
  });

  it("is removed as far as possible, and every failed removal is reported", async () => {
    const failingCall = ({ method, path }: PublicCall): Promise<unknown> =>
      method === "DELETE"
        ? Promise.reject(new Error(`no ${path}`))
        : Promise.resolve({ result: [{ userId: "1" }, { userId: "2" }] });
    const created = { userNameSuffix: "c0ffee", projects: ["p"], organizations: ["o"] };
    await expect(removeTestData(failingCall, created)).rejects.toThrow(
      /"c0ffee"[^]*no \/v2\/users\/1[^]*no \/v2\/users\/2[^]*projects\/p[^]*orgs\/me/,
    );
  });
});
