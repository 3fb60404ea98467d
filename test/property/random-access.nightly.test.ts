import { describeAccess } from "./describe-access.js";

describeAccess({
  withoutReplica: [3, 4, 5, 6, 7, 8, 9, 10],
  withReplica: [12, 13, 14, 16],
  hidden: [23, 24, 25, 26, 27, 28, 29, 30],
});
