import { createHmac } from "node:crypto";
import { timestampOf } from "../clock.js";
import { encodePayload, type Event } from "../events/event.js";
import { idOf } from "../ids.js";

const instanceID = idOf("instance", "ZITADEL");

// Aggregate versions in ZITADEL's event store.
const versions = { user: "v2", org: "v1", instance: "v1" } as const;

export function webhookBody(event: Event): string {
  const { type, aggregateType, aggregateId, resourceOwner, sequence, created, editorId, payload } = event;
  return JSON.stringify({
    aggregateID: aggregateId,
    aggregateType,
    resourceOwner,
    instanceID,
    version: versions[aggregateType],
    sequence,
    event_type: type,
    // Go omits trailing zeros of the fraction.
    created_at: timestampOf(created).replace(/(\.\d*?)0+Z$/, "$1Z"),
    userID: editorId,
    ...(payload !== undefined && { event_payload: encodePayload(payload) }),
  });
}

/** The headers of Go's HTTP client, and the signature. */
export function webhookHeaders(body: string, signingKey: string, seconds: number): Record<string, string> {
  const signature = createHmac("sha256", signingKey).update(`${seconds}.${body}`).digest("hex");
  return {
    "user-agent": "Go-http-client/1.1",
    "content-length": String(Buffer.byteLength(body)),
    "content-type": "application/json",
    "zitadel-signature": `t=${seconds},v1=${signature}`,
    "accept-encoding": "gzip",
  };
}
