import { describeAccess } from "./describe-access.js";

describeAccess({ withoutReplica: [3, 4, 5, 6, 7, 8, 9, 10], withReplica: [12, 13, 14, 15] });
