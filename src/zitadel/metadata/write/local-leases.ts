import type { Leases } from "../../../changes/leases.js";

/** For a single process: the queue of writes suffices. */
export const localLeases: Leases = {
  acquire: () =>
    Promise.resolve({
      isExclusive: true,
      confirm: () => Promise.resolve("held"),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};
