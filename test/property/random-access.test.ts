import { describeAccess } from "./describe-access.js";

// With introspection on each request (seed 1), with cached tokens (seed 2), and with a replica (seed 11).
describeAccess({ withoutReplica: [1, 2], withReplica: [11], hidden: [21] });
