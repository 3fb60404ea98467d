import type { ReplicaObserver } from "../../src/replica/observer.js";

export const silentReplicaWatch: ReplicaObserver = {
  onRead: () => undefined,
  onChanges: () => undefined,
  onVerified: () => undefined,
  onMismatch: () => undefined,
  onRebuild: () => undefined,
};
