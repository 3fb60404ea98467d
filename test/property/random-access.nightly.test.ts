import { describeAccess } from "./describe-access.js";

/** Each seed has rules of its own, so many short runs find more than a few long ones. */
const runs = 20;
const seedsFrom = (first: number, step = 1): readonly number[] =>
  Array.from({ length: runs }, (_, n) => first + n * step);

// 2,000 steps that are compared with the oracle, and 300 with other hidden entries, for each kind of storage. While a
// replica catches up, cached tokens would expire at any moment: odd seeds have no such cache.
describeAccess(
  {
    ZITADEL: { random: seedsFrom(1001), hidden: seedsFrom(1101) },
    memory: { random: seedsFrom(2001), hidden: seedsFrom(2101, 2) },
    Redis: { random: seedsFrom(3001), hidden: seedsFrom(3101, 2) },
  },
  { random: 100, hidden: 15 },
);
