import type { Event, EventType, MetadataChange } from "../events/event.js";
import type { User } from "./instance.js";

/** Increments the user's sequence and creates the event of the change. */
export function nextEvent(
  user: User,
  type: EventType,
  created: number,
  editorId: string,
  payload?: MetadataChange,
): Event {
  user.sequence += 1;
  return {
    type,
    aggregateType: "user",
    aggregateId: user.id,
    resourceOwner: user.organization.id,
    sequence: user.sequence,
    created,
    editorId,
    ...(payload !== undefined && { payload }),
  };
}
