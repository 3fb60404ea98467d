import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Fault } from "zitadel-emulator";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { otherLinesOf } from "../../support/log-lines.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

/** Silence takes time; nothing else does. */
const meeting = <T>(env: TestEnv, fault: Fault, asked: Promise<T>): Promise<T> =>
  fault === "hang" ? env.clock.run(asked) : asked;

/** What many callers at once may meet. */
async function failTen(env: TestEnv, fault: Fault): Promise<readonly string[]> {
  const owners = Array.from({ length: 10 }, (_, n) => String(n));
  env.emulator.failNext(routes.list, fault, owners.length);
  const token = env.zitadel.directory.personalAccessToken("manager");
  const asked = queryEntities(env, owners, "metadata { key }", { token });
  const { codes } = await meeting(env, fault, asked);
  env.takeCalls();
  return codes;
}

/** The same, and one call more when a second is over. */
async function findNobody(env: TestEnv, fault: Fault): Promise<void> {
  await failTen(env, fault);
  await env.clock.advance(1000);
  env.emulator.failNext(routes.list, fault);
  await meeting(env, fault, ask(env));
  env.takeCalls();
}

/** Tokens are not asked about each time: that call would find ZITADEL. */
const remembering = { TOKEN_CACHE_TTL_MS: "300000" };
/** As long as it is ever left alone. */
const longestMs = 5000;
const hangs = { timeout: 60_000 };

const ask = async (env: TestEnv, as = "manager"): Promise<readonly string[]> => {
  const { user, personalAccessToken } = env.zitadel.directory;
  const owners = [user("road-runner")];
  return (await queryEntities(env, owners, "metadata { key }", { token: personalAccessToken(as) })).codes;
};

describe("a ZITADEL that did not answer ten times in a row", { tags: ["embedded"] }, () => {
  let env: TestEnv;
  beforeAll(async () => {
    env = await startTestEnv({ ...remembering, UPSTREAM_TIMEOUT_MS: "1000" });
    // From here on the token is known.
    await ask(env);
  });
  afterAll(() => env[Symbol.asyncDispose]());
  afterEach(async () => {
    env.emulator.reset();
    await env.clock.advance(longestMs);
    // The next test meets one that is there.
    expect(await ask(env)).toEqual([]);
    env.takeCalls();
  });

  it.each<[string, Fault]>([
    ["no connection", "reset"],
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
    ["silence", "hang"],
  ])("is not asked for a moment: %s", async (_, fault) => {
    await findNobody(env, fault);
    expect(await ask(env)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(env.takeCalls()).toEqual({});
  });

  it("is asked on, when all connections broke in one moment: the next may find its successor", async () => {
    await failTen(env, "reset");
    expect(await ask(env)).toEqual([]);
  });

  it.each<[string, Fault]>([
    ["a bug", { status: 500, body: "{}" }],
    ["a refusal", { status: 403, body: "{}" }],
    ["a bad request", { status: 400, body: "{}" }],
    ["a rate limit", { status: 429, body: "{}" }],
    ["what cannot be read", { status: 200, body: "<html>" }],
  ])("is asked on, when it was something else, which callers can bring about: %s", async (_, fault) => {
    await findNobody(env, fault);
    expect(await ask(env)).toEqual([]);
  });

  it("is asked by one call after a while; the others are answered at once until that has come back", async () => {
    await findNobody(env, "reset");
    await env.clock.advance(longestMs);
    const held = env.emulator.holdNext(routes.list);
    const first = ask(env);
    await held.arrived;
    for (const other of ["viewer", "instance-manager"]) {
      expect(await ask(env, other)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    }
    expect(env.takeCalls()).toEqual({ list: 1 });
    held.release();
    expect([await first, await ask(env)]).toEqual([[], []]);
  });

  it("is known to be back when whoever asked that one call has hung up", async () => {
    await findNobody(env, "reset");
    await env.clock.advance(longestMs);
    const held = env.emulator.holdNext(routes.list);
    const hangUp = new AbortController();
    const { user, personalAccessToken } = env.zitadel.directory;
    const query = `{ _entities(representations: [{ __typename: "User", id: "${user("road-runner")}" }]) { ... on User { metadata { key } } } }`;
    const asked = fetch(env.url, {
      method: "POST",
      signal: hangUp.signal,
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${personalAccessToken("manager")}`,
      },
      body: JSON.stringify({ query }),
    }).catch(() => undefined);
    await held.arrived;
    hangUp.abort();
    await asked;
    await vi.waitFor(() => {
      expect(otherLinesOf(env).map((line) => line["code"])).toContain("CLIENT_CLOSED_REQUEST");
    }, hangs);
    held.release();
    // Its answer is on its way. Time stands still: there is no other trial.
    await expect.poll(() => ask(env), hangs).toEqual([]);
  });

  it("keeps nobody waiting for UPSTREAM_RATE_LIMIT while it is not asked", async () => {
    await using limited = await startTestEnv({ ...remembering, UPSTREAM_RATE_LIMIT: "15" });
    await findNobody(limited, "reset");
    const owners = Array.from({ length: 60 }, (_, n) => String(n));
    const token = limited.zitadel.directory.personalAccessToken("manager");
    // Time stands still: by 15 a second most would wait for ever.
    const { codes } = await queryEntities(limited, owners, "metadata { key }", { token });
    expect(new Set(codes)).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
  });

  it("is left alone again when that call fails as well", async () => {
    await findNobody(env, "reset");
    await env.clock.advance(longestMs);
    env.emulator.failNext(routes.list, { status: 503 });
    expect(await ask(env)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    env.takeCalls();
    expect(await ask(env)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(env.takeCalls()).toEqual({});
  });
});
