import { expectReplicasInRedis } from "./expect-replicas-in-redis.js";

expectReplicasInRedis([0, 1, 2, 3, 4, 5, 6, 7]);
