import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../support/graphql-response.js";
import { routes } from "../../support/call-kinds.js";
import { setUserMetadata } from "../../support/mutations.js";
import { nextRequest } from "../../support/next-request.js";
import { startWorld, type World } from "../../support/test-env.js";

describe("writes to one user", { tags: ["embedded"] }, () => {
  let world: World;
  let manager: string;
  beforeAll(async () => {
    world = await startWorld({ TOKEN_CACHE_TTL_MS: "30000", JWT_SKIP_INTROSPECTION: "true" });
    manager = world.zitadel.directory.personalAccessToken("manager");
    await world.query("{ me { id } }", { token: manager });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const set = (userId: string, key: string): Promise<Answer> =>
    setUserMetadata(world, manager, userId, [{ key, value: "1" }]);
  /** Adds the write to those that wait, behind all that came before. */
  const enqueue = async (waiting: Promise<Answer>[], userId: string, key: string): Promise<void> => {
    const arrived = nextRequest(world.url);
    waiting.push(set(userId, key));
    await arrived;
    // When this one is answered, those before it are as far as they get.
    await world.query("{ __typename }");
  };

  it("go one after the other, in the order in which they came, and keep nobody else's waiting", async () => {
    const [ada, bob] = [(await world.addPerson()).id, (await world.addPerson()).id];
    world.takeCalls();
    const held = world.emulator.holdNext(routes.set);
    const first = set(ada, "first");
    await held.arrived;
    const rest: Promise<Answer>[] = [];
    for (const key of ["second", "third"]) {
      await enqueue(rest, ada, key);
    }
    expect((await set(bob, "other")).codes).toEqual([]);
    expect(world.takeCalls().set).toBe(2);
    held.release();
    for (const { codes } of await Promise.all([first, ...rest])) expect(codes).toEqual([]);
    expect([...(await world.zitadel.metadataOf(ada)).keys()]).toEqual(["first", "second", "third"]);
  });

  it("are OVERLOADED when sixteen wait already, and nothing of them is done", async () => {
    const { id } = await world.addPerson();
    const held = world.emulator.holdNext(routes.set);
    const first = set(id, "first");
    await held.arrived;
    const rest: Promise<Answer>[] = [];
    for (let n = 0; n < 18; n++) {
      await enqueue(rest, id, `k${n}`);
    }
    held.release();
    await first;
    const codes = (await Promise.all(rest)).map((answer) => answer.codes);
    expect(codes).toEqual([...Array<unknown>(16).fill([]), ["OVERLOADED"], ["OVERLOADED"]]);
    expect((await world.zitadel.metadataOf(id)).size).toBe(17);
  });
});
