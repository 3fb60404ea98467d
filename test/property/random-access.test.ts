import { describeAccess } from "./describe-access.js";

// With introspection on each request (odd seeds), and with cached tokens (even seeds).
describeAccess(
  {
    ZITADEL: { random: [1, 2, 3, 4], hidden: [101, 103] },
    memory: { random: [5, 6], hidden: [105, 107] },
    Redis: { random: [7, 8], hidden: [109, 111] },
  },
  { random: 75, hidden: 12 },
);
