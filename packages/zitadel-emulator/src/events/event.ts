/** The changes that are written down, each with what ZITADEL calls it in English. Others only count in `sequence`. */
export const eventTypes = {
  // Nor was this one: every instance begins with it.
  "instance.added": "Instance added",
  "user.metadata.set": "User metadata set",
  "user.metadata.removed": "User metadata removed",
  // This one and the last were not recorded: they are as in ZITADEL's source, with no payload.
  "user.metadata.removed.all": "All user metadata removed",
  "user.removed": "User removed",
  "org.removed": "Organization removed",
} as const;

export type EventType = keyof typeof eventTypes;

export interface Event {
  type: EventType;
  aggregateType: "user" | "org" | "instance";
  aggregateId: string;
  /** The organization's id. */
  resourceOwner: string;
  /** Counts all changes to the aggregate. */
  sequence: number;
  /** Microseconds since 1970; the same for all events of one call. */
  created: number;
  editorId: string;
  payload?: MetadataChange;
}

/** Without a value the entry is gone. */
export interface MetadataChange {
  key: string;
  value?: Uint8Array;
}

/** The editor of what no call has changed: the seed, and what tests do by hand. */
export const systemUserId = "SYSTEM";

export function encodePayload({ key, value }: MetadataChange): Record<string, string> {
  return { key, ...(value !== undefined && { value: Buffer.from(value).toString("base64") }) };
}
