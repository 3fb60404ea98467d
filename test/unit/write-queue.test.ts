import { expect, it } from "vitest";
import { Failure } from "../../src/lib/failure.js";
import { localLeases } from "../../src/zitadel/metadata/write/local-leases.js";
import { createWriteQueue } from "../../src/zitadel/metadata/write/queue.js";

interface Named {
  readonly name: string;
}

/** A queue that executes one write at a time, and records which. */
function createRecordingQueue(execute: (name: string) => Promise<unknown>): {
  readonly submit: (name: string, signal?: AbortSignal) => Promise<Named>;
  readonly executed: readonly string[];
} {
  const executed: string[] = [];
  const queue = createWriteQueue<string, Named>({
    selectBatch: (queued) => queued.slice(0, 1),
    leases: localLeases,
    async execute(_, [name = ""]) {
      executed.push(name);
      await execute(name);
      return [{ name }];
    },
  });
  return {
    submit: (name, signal = new AbortController().signal) => queue.submit("ada", signal, name),
    executed,
  };
}

it("rejects a write whose signal is aborted while it waits, without executing it or delaying others", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { submit, executed } = createRecordingQueue((name) => (name === "first" ? held : Promise.resolve()));
  const first = submit("first");
  const controller = new AbortController();
  const late = submit("late", controller.signal).catch((error: unknown) => error);
  const third = submit("third");
  controller.abort();
  const error = await late;
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({ code: "OVERLOADED" });
  release();
  await Promise.all([first, third]);
  expect(executed).toEqual(["first", "third"]);
});

it("executes the next write after a failed one", async () => {
  const { submit } = createRecordingQueue((name) =>
    name === "first" ? Promise.reject(new Error("no")) : Promise.resolve(),
  );
  const failed = submit("first");
  const second = submit("second");
  await expect(failed).rejects.toThrow("no");
  expect(await second).toEqual({ name: "second" });
});

it("rejects further writes with OVERLOADED when a thousand wait for the user", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { submit } = createRecordingQueue((name) => (name === "first" ? held : Promise.resolve()));
  const first = submit("first");
  // The first write leaves the queue when it is executed.
  await new Promise((resolve) => setImmediate(resolve));
  const rest = Array.from({ length: 1000 }, (_, n) => submit(`${n}`));
  await expect(submit("one too many")).rejects.toMatchObject({ code: "OVERLOADED" });
  release();
  expect(await first).toEqual({ name: "first" });
  expect(await Promise.all(rest)).toHaveLength(1000);
});
