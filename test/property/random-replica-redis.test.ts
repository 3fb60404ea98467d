import { describeReplicasInRedis } from "./describe-replicas-in-redis.js";

describeReplicasInRedis([11]);
