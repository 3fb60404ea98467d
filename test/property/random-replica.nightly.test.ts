import { expectReplicas } from "./expect-replicas.js";

expectReplicas([
  [8, 9, 10, 11],
  [12, 13, 14, 15],
  [16, 17, 18, 19],
  [20, 21, 22, 23],
]);
