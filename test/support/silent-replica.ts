import type { ReplicaLog } from "../../src/replica/log.js";
import type { ReplicaObserver } from "../../src/replica/observer.js";

export const silentLog: ReplicaLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const silentReplicaObserver: ReplicaObserver = {
  onRead: () => undefined,
  onChanges: () => undefined,
  onVerified: () => undefined,
  onMismatch: () => undefined,
  onRebuild: () => undefined,
};
