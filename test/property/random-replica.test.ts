import { expectReplicas } from "./expect-replicas.js";

// Those in which most happens: owners disappear for good, too.
expectReplicas([
  [8, 9, 10, 11],
  [16, 17, 18, 19],
]);
