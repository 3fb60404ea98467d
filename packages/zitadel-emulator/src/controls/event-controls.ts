import type { Webhooks } from "../actions/webhooks.js";
import type { Emulator } from "../emulator.js";
import type { EventLog } from "../events/event-log.js";

export function createEventControls(
  events: EventLog,
  webhooks: Webhooks,
): Pick<
  Emulator,
  "delayNextEvents" | "pauseEvents" | "truncateEvents" | "setMaxEventPageBytes" | "failNextWebhook"
> {
  return {
    delayNextEvents: (writes = 1) => events.delay(writes),
    pauseEvents: () => events.delay(Infinity),
    truncateEvents: (keep = 0) => {
      events.truncate(keep);
    },
    setMaxEventPageBytes: (bytes) => {
      events.maxPageBytes = bytes;
    },
    failNextWebhook: webhooks.failNext,
  };
}
