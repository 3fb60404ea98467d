import type { ReplicaObserver } from "../../src/replica/observer.js";

export const silentReplicaObserver: ReplicaObserver = {
  onRead: () => undefined,
  onChanges: () => undefined,
  onVerified: () => undefined,
  onMismatch: () => undefined,
  onRebuild: () => undefined,
};
