import { expect, it } from "vitest";
import { Failure } from "../../src/lib/failure.js";
import { createUserLock } from "../../src/zitadel/metadata/write/user-lock.js";

const never = new AbortController().signal;

it("a write whose time is over while it waits for its turn is never begun, and is in nobody's way", async () => {
  const turns = createUserLock();
  const started: string[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = turns.run("ada", never, () => held);
  const controller = new AbortController();
  const late = turns
    .run("ada", controller.signal, () => Promise.resolve(started.push("late")))
    .catch((error: unknown) => error);
  const third = turns.run("ada", never, () => Promise.resolve(started.push("third")));
  controller.abort();
  const error = await late;
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({ code: "OVERLOADED" });
  release();
  await Promise.all([first, third]);
  expect(started).toEqual(["third"]);
});

it("a turn is left by a write that failed", async () => {
  const turns = createUserLock();
  const failed = turns.run("ada", never, () => Promise.reject(new Error("no")));
  const second = turns.run("ada", never, () => Promise.resolve("done"));
  await expect(failed).rejects.toThrow("no");
  expect(await second).toBe("done");
});
