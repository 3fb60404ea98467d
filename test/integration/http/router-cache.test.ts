import { describe, expect, it } from "vitest";
import { setUserMetadata } from "../../support/query.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const noStore = "no-store, max-age=0";

/** The Cache-Control of a query, a mutation, a failed query and an invalid one. */
async function cacheControls(env: TestEnv): Promise<readonly (string | null)[]> {
  const { name, id } = await env.addPerson();
  const token = await env.login(name);
  const responses = [
    await env.query("{ me { id } }", { token }),
    await setUserMetadata(env, env.pat("manager"), id, [{ key: "plan", value: "gold" }]),
    await env.query('{ me { id } user(id: "") { id } }', { token }),
    await env.query("{"),
  ];
  return responses.map(({ headers }) => {
    expect(headers.get("vary")).toBe("Authorization");
    return headers.get("cache-control");
  });
}

describe("ROUTER_CACHE_TTL_MS", () => {
  it("lets routers store queries without errors for their caller", async () => {
    await using env = await startTestEnv({ ROUTER_CACHE_TTL_MS: "30999" });
    expect(await cacheControls(env)).toEqual(["private, max-age=30", noStore, noStore, noStore]);
  });

  it.each(["0", "999"])("lets routers store nothing with %s", async (ROUTER_CACHE_TTL_MS) => {
    await using env = await startTestEnv({ ROUTER_CACHE_TTL_MS });
    expect(await cacheControls(env)).toEqual([noStore, noStore, noStore, noStore]);
  });
});
