import { describeAccess } from "./describe-access.js";

// With introspection on each request (odd seeds), and with cached tokens (even seeds).
describeAccess(
  {
    ZITADEL: { random: [1, 2], hidden: [21] },
    memory: { random: [11], hidden: [31] },
    Redis: { random: [42], hidden: [51] },
  },
  { random: 150, hidden: 20 },
);
