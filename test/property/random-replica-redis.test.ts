import { expectReplicasInRedis } from "./expect-replicas-in-redis.js";

expectReplicasInRedis([11]);
