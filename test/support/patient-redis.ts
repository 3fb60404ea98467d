import type { RedisTimes } from "../../src/replica/store/redis/redis-store.js";

/** However busy the machine is, Redis is never late and nobody loses a turn: whoever leads does until a test ends it. */
export const patient = {
  connectMs: 600_000,
  silenceMs: 600_000,
  answerMs: 600_000,
  writeMs: 600_000,
  quietMs: 20,
  lockMs: 600_000,
  keepMs: 50,
  retryMs: 20,
} satisfies RedisTimes;
