import { expect, it } from "vitest";
import { Failure } from "../../src/lib/failure.js";
import { createUserLock } from "../../src/zitadel/metadata/write/user-lock.js";

const never = new AbortController().signal;

it("a write whose time is over while it waits for its turn is never begun, and is in nobody's way", async () => {
  const turns = createUserLock();
  const begun: string[] = [];
  let end = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    end = resolve;
  });
  const first = turns.run("ada", never, () => held);
  const impatient = new AbortController();
  const late = turns
    .run("ada", impatient.signal, () => Promise.resolve(begun.push("late")))
    .catch((error: unknown) => error);
  const third = turns.run("ada", never, () => Promise.resolve(begun.push("third")));
  impatient.abort();
  const refusal = await late;
  expect(refusal).toBeInstanceOf(Failure);
  expect(refusal).toMatchObject({ code: "OVERLOADED" });
  end();
  await Promise.all([first, third]);
  expect(begun).toEqual(["third"]);
});

it("a turn is left by a write that failed", async () => {
  const turns = createUserLock();
  const failed = turns.run("ada", never, () => Promise.reject(new Error("no")));
  const second = turns.run("ada", never, () => Promise.resolve("done"));
  await expect(failed).rejects.toThrow("no");
  expect(await second).toBe("done");
});
