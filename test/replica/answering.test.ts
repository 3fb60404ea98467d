import { describe, expect, it, vi } from "vitest";
import { queryEntities } from "../support/entities.js";
import { startReplicaWorld } from "../support/replica-world.js";

describe("a replica", () => {
  it("answers a page of known users without asking for their lists", async () => {
    await using world = await startReplicaWorld();
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, n) => world.addPerson({ metadata: { nick: `n${n}` } })),
    );
    await world.followed();
    const token = world.zitadel.world.pat("manager");
    world.takeCalls();
    const ids = people.map(({ id }) => id);
    const answer = await queryEntities(world, ids, "metadata { key value createdAt }", { token });
    console.log(JSON.stringify(answer).slice(0, 300), world.takeCalls());
    void expect;
    void vi;
  });
});
