import { describeReplicas } from "./describe-replicas.js";

// Those in which most happens: owners disappear for good, too.
describeReplicas([
  [8, 9, 10, 11],
  [16, 17, 18, 19],
]);
