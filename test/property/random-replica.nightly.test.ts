import { describeReplicas } from "./describe-replicas.js";

describeReplicas([
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [12, 13, 14, 15],
  [20, 21, 22, 23],
]);
