import { describeReplicasInRedis } from "./describe-replicas-in-redis.js";

describeReplicasInRedis([0, 1, 2, 3, 4, 5, 6, 7]);
