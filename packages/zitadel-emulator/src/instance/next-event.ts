import type { Event, EventType, MetadataChange } from "../events/event.js";
import type { User } from "./instance.js";

/** One more change to the user, which counts from now on. */
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
