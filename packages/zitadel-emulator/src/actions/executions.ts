import type { EventType } from "../events/event.js";

/** A webhook receiver. */
export interface Target {
  id: string;
  endpoint: URL;
  timeoutMs: number;
  signingKey: string;
}

export interface Executions {
  targets: Map<string, Target>;
  /** By condition: an event type, `group.*`, or `*` for all events. */
  byCondition: Map<string, readonly Target[]>;
  /** The targets of the most specific condition that matches the event type. */
  targetsOf: (type: EventType) => readonly Target[];
}

export function createExecutions(): Executions {
  const byCondition: Executions["byCondition"] = new Map();
  return {
    targets: new Map(),
    byCondition,
    targetsOf: (type) => {
      if (byCondition.size === 0) return [];
      const condition = conditionsOf(type).find((condition) => byCondition.has(condition));
      return byCondition.get(condition ?? "") ?? [];
    },
  };
}

/** user.metadata.set → user.metadata.set, user.metadata.*, user.*, * */
function conditionsOf(type: EventType): string[] {
  const parts = type.split(".");
  return [type, ...parts.map((_, n) => [...parts.slice(0, -1 - n), "*"].join("."))];
}
