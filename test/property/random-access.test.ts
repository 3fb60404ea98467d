import { describeAccess } from "./describe-access.js";

// With tokens that are asked about each time, with those that are remembered, and with a replica.
describeAccess({ withoutReplica: [1, 2], withReplica: [11] });
