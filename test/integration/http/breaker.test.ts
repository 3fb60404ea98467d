import { afterEach, describe, expect, it, vi } from "vitest";
import type { Fault } from "../../../src/emulator/http/fault.js";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { startWorld, type World } from "../../support/world.js";

/** What many callers at once may meet. */
async function failTen(world: World, fault: Fault): Promise<readonly string[]> {
  const owners = Array.from({ length: 10 }, (_, n) => String(n));
  world.emulator.failNext(routes.list, fault, owners.length);
  const token = world.zitadel.world.pat("manager");
  const { codes } = await queryEntities(world, owners, "metadata { key }", { token });
  world.takeCalls();
  return codes;
}

/** The same, and one call more when a second is over. */
async function findNobody(world: World, fault: Fault): Promise<void> {
  await failTen(world, fault);
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + 1000);
  world.emulator.failNext(routes.list, fault);
  await ask(world);
  world.takeCalls();
}

/** Tokens are not asked about each time: that call would find ZITADEL. */
const remembering = { ZITADEL_TOKEN_CACHE_MS: "30000" };

const ask = async (world: World, as = "manager"): Promise<readonly string[]> => {
  const { user, pat } = world.zitadel.world;
  const owners = [user("road-runner")];
  return (await queryEntities(world, owners, "metadata { key }", { token: pat(as) })).codes;
};

describe("a ZITADEL that did not answer ten times in a row", { tags: ["embedded"] }, () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it.each<[string, Fault]>([
    ["no connection", "reset"],
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
    ["silence", "hang"],
  ])("is not asked for a moment: %s", async (_, fault) => {
    await using world = await startWorld({ ...remembering, UPSTREAM_TIMEOUT_MS: "1000" });
    // However busy this machine is, that moment does not pass.
    vi.useFakeTimers({ toFake: ["Date"] });
    await findNobody(world, fault);
    expect(await ask(world)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(world.takeCalls()).toEqual({});
  });

  it("is asked on, when all connections broke in one moment: the next may find its successor", async () => {
    await using world = await startWorld(remembering);
    await failTen(world, "reset");
    expect(await ask(world)).toEqual([]);
  });

  it.each<[string, Fault]>([
    ["a bug", { status: 500, body: "{}" }],
    ["a refusal", { status: 403, body: "{}" }],
    ["a bad request", { status: 400, body: "{}" }],
    ["a rate limit", { status: 429, body: "{}" }],
    ["what cannot be read", { status: 200, body: "<html>" }],
  ])("is asked on, when it was something else, which callers can bring about: %s", async (_, fault) => {
    await using world = await startWorld(remembering);
    await findNobody(world, fault);
    expect(await ask(world)).toEqual([]);
  });

  it("is asked by one call after a while; the others are answered at once until that has come back", async () => {
    await using world = await startWorld(remembering);
    await findNobody(world, "reset");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000, shouldAdvanceTime: true });
    const held = world.emulator.holdNext(routes.list);
    const first = ask(world);
    await held.arrived;
    for (const other of ["viewer", "instance-manager"]) {
      expect(await ask(world, other)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    }
    expect(world.takeCalls()).toEqual({ list: 1 });
    held.release();
    expect([await first, await ask(world)]).toEqual([[], []]);
  });

  it("is known to be back when whoever asked that one call has hung up", async () => {
    await using world = await startWorld(remembering);
    await findNobody(world, "reset");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    const held = world.emulator.holdNext(routes.list);
    const hangUp = new AbortController();
    const { user, pat } = world.zitadel.world;
    const query = `{ _entities(representations: [{ __typename: "User", id: "${user("road-runner")}" }]) { ... on User { metadata { key } } } }`;
    const asked = fetch(world.url, {
      method: "POST",
      signal: hangUp.signal,
      headers: { "content-type": "application/json", authorization: `Bearer ${pat("manager")}` },
      body: JSON.stringify({ query }),
    }).catch(() => undefined);
    await held.arrived;
    hangUp.abort();
    await asked;
    // The subgraph has seen it: what is sent later is answered.
    for (let n = 0; n < 5; n++) await world.query("{ __typename }");
    held.release();
    let codes = await ask(world);
    // Its answer is on its way. Polling would put the clock ahead, to the next trial.
    for (let n = 0; n < 50 && codes.length > 0; n++) codes = await ask(world);
    expect(codes).toEqual([]);
  });

  it("keeps nobody waiting for UPSTREAM_RATE while it is not asked", async () => {
    await using world = await startWorld({ ...remembering, UPSTREAM_RATE: "15" });
    // By this clock the moment to try it does not come.
    vi.useFakeTimers({ toFake: ["Date"] });
    await findNobody(world, "reset");
    const owners = Array.from({ length: 60 }, (_, n) => String(n));
    const begunAt = performance.now();
    const token = world.zitadel.world.pat("manager");
    const { codes } = await queryEntities(world, owners, "metadata { key }", { token });
    expect(new Set(codes)).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
    // By 15 a second they would take three seconds.
    expect(performance.now() - begunAt).toBeLessThan(2000);
  });

  it("is left alone again when that call fails as well", async () => {
    await using world = await startWorld(remembering);
    await findNobody(world, "reset");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000, shouldAdvanceTime: true });
    world.emulator.failNext(routes.list, { status: 503 });
    expect(await ask(world)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    world.takeCalls();
    expect(await ask(world)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(world.takeCalls()).toEqual({});
  });
});
