/** The recorded event types with ZITADEL's English names. Other changes only increment `sequence`. */
export const eventTypes = {
  // Not part of the recordings: from ZITADEL's source. It is the first event of every instance.
  "instance.added": "Instance added",
  "user.metadata.set": "User metadata set",
  "user.metadata.removed": "User metadata removed",
  // This and `org.removed` are not part of the recordings: from ZITADEL's source, without a payload.
  "user.metadata.removed.all": "All user metadata removed",
  "user.removed": "User removed",
  "org.removed": "Organization removed",
} as const;

export type EventType = keyof typeof eventTypes;

export interface Event {
  type: EventType;
  aggregateType: "user" | "org" | "instance";
  aggregateId: string;
  /** The organization id. */
  resourceOwner: string;
  /** The number of changes to the aggregate, including this one. */
  sequence: number;
  /** Microseconds since 1970; the same for all events of one call. */
  created: number;
  editorId: string;
  payload?: MetadataChange;
}

/** Without a value, the entry was removed. */
export interface MetadataChange {
  key: string;
  value?: Uint8Array;
}

/** The editor of changes that no API call made: the seed and the emulator's controls. */
export const systemUserId = "SYSTEM";

export function encodePayload({ key, value }: MetadataChange): Record<string, string> {
  return { key, ...(value !== undefined && { value: Buffer.from(value).toString("base64") }) };
}
