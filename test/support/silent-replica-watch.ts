import type { ReplicaWatch } from "../../src/replica/replica-watch.js";

export const silentReplicaWatch: ReplicaWatch = {
  answered: () => undefined,
  read: () => undefined,
  checked: () => undefined,
  differed: () => undefined,
  refilled: () => undefined,
};
