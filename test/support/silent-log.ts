import type { ReplicaLog } from "../../src/replica/log.js";

export const silentLog: ReplicaLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
