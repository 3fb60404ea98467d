import { expect, it } from "vitest";
import { Failure } from "../../src/lib/failure.js";
import { createUserLock } from "../../src/zitadel/metadata/write/user-lock.js";

const never = new AbortController().signal;

it("rejects a write whose signal is aborted while it waits for the lock, without starting it or delaying others", async () => {
  const lock = createUserLock();
  const started: string[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = lock.run("ada", never, () => held);
  const controller = new AbortController();
  const late = lock
    .run("ada", controller.signal, () => Promise.resolve(started.push("late")))
    .catch((error: unknown) => error);
  const third = lock.run("ada", never, () => Promise.resolve(started.push("third")));
  controller.abort();
  const error = await late;
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({ code: "OVERLOADED" });
  release();
  await Promise.all([first, third]);
  expect(started).toEqual(["third"]);
});

it("releases the lock after a failed write", async () => {
  const lock = createUserLock();
  const failed = lock.run("ada", never, () => Promise.reject(new Error("no")));
  const second = lock.run("ada", never, () => Promise.resolve("done"));
  await expect(failed).rejects.toThrow("no");
  expect(await second).toBe("done");
});
