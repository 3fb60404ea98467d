import { describeAccess } from "./describe-access.js";

// 2,000 steps of each kind of storage, and 240 with other hidden entries.
describeAccess(
  {
    ZITADEL: { random: [3, 4, 5, 6, 7, 8, 9, 10], hidden: [22, 23, 24, 25, 26, 27] },
    memory: { random: [12, 13, 14, 15, 16, 17, 18, 19], hidden: [33, 35, 37, 39, 41, 43] },
    Redis: { random: [43, 44, 45, 46, 47, 48, 49, 50], hidden: [53, 55, 57, 59, 61, 63] },
  },
  { random: 250, hidden: 40 },
);
