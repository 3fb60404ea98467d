import type { Webhooks } from "../actions/webhooks.js";
import type { Emulator } from "../emulator.js";
import type { EventLog } from "../events/event-log.js";

export function eventsByHand(
  events: EventLog,
  webhooks: Webhooks,
): Pick<Emulator, "holdNextEvents" | "stallEvents" | "cutEvents" | "limitEventPages" | "failNextWebhook"> {
  return {
    holdNextEvents: (writes = 1) => events.withhold(writes),
    stallEvents: () => events.withhold(Infinity),
    cutEvents: (keep = 0) => {
      events.cut(keep);
    },
    limitEventPages: (bytes) => {
      events.pageBytes = bytes;
    },
    failNextWebhook: webhooks.failNext,
  };
}
