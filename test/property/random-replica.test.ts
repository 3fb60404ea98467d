import { describeReplicas } from "./describe-replicas.js";

// The seeds with the most varied steps, including permanently removed users.
describeReplicas([
  [8, 9, 10, 11],
  [16, 17, 18, 19],
]);
