import { timestampOf } from "../clock.js";
import { userById, type Instance } from "../instance/instance.js";
import { encodePayload, eventTypes, type Event } from "./event.js";

const aggregateTypes = { user: "User", org: "Organization", instance: "Instance" } as const;

// Estimated size of ids, dates and names around the payload in the gRPC message.
const envelopeBytes = 250;

/** The approximate size of the gRPC message. */
export function estimateBytes(events: readonly Event[]): number {
  return events.reduce((sum, { payload }) => {
    const valueBytes = payload?.value?.length ?? 0;
    return sum + envelopeBytes + (payload?.key.length ?? 0) + Math.ceil(valueBytes / 3) * 4;
  }, 0);
}

export function encodeEvent(instance: Instance, event: Event): Record<string, unknown> {
  const { type, aggregateType, aggregateId, resourceOwner, sequence, created, editorId, payload } = event;
  const editor = userById(instance, editorId);
  return {
    editor: {
      userId: editorId,
      ...(editor !== undefined && { displayName: editor.profile.displayName }),
      service: "zitadel",
    },
    aggregate: {
      id: aggregateId,
      type: localizedName("AggregateTypes", aggregateType, aggregateTypes[aggregateType]),
      resourceOwner,
    },
    sequence: String(sequence),
    creationDate: timestampOf(created),
    ...(payload !== undefined && { payload: encodePayload(payload) }),
    type: localizedName("EventTypes", type, eventTypes[type]),
  };
}

function localizedName(kind: string, type: string, localizedMessage: string): Record<string, unknown> {
  return { type, localized: { key: `${kind}.${type}`, localizedMessage } };
}
