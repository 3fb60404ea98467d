import { expect, it } from "vitest";
import { shareInFlight } from "../../src/lib/share-in-flight.js";

it("runs the task once for concurrent calls, and again after it has ended", async () => {
  let runs = 0;
  const run = shareInFlight(() => Promise.resolve(++runs));
  expect(await Promise.all([run(), run(), run()])).toEqual([1, 1, 1]);
  expect(await run()).toBe(2);
});

it("rejects all concurrent calls if the task fails, and runs it again for the next call", async () => {
  let runs = 0;
  const run = shareInFlight(() =>
    ++runs === 1 ? Promise.reject(new Error("broken")) : Promise.resolve("whole"),
  );
  const results = await Promise.allSettled([run(), run()]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(runs).toBe(1);
  expect(await run()).toBe("whole");
});
