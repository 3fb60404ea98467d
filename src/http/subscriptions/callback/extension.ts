import { RequestError } from "../../request-error.js";
import { toObject } from "../operation.js";

/** `extensions.subscription` of a request: where to send the events. */
export interface CallbackExtension {
  readonly url: URL;
  readonly id: string;
  readonly verifier: string;
  /** 0: no heartbeats. */
  readonly heartbeatMs: number;
}

const maxLength = 2000;
const minHeartbeatMs = 1000;

/** Returns undefined without the extension. Throws RequestError for an invalid one. */
export function parseCallback(
  extensions: Record<string, unknown> | undefined,
): CallbackExtension | undefined {
  if (extensions?.["subscription"] === undefined) return undefined;
  const { callbackUrl, subscriptionId, verifier, heartbeatIntervalMs } = toObject(extensions["subscription"]);
  if (!isText(callbackUrl) || !URL.canParse(callbackUrl)) {
    throw new RequestError(400, "extensions.subscription.callbackUrl must be a URL.");
  }
  if (!isText(subscriptionId) || !isText(verifier)) {
    throw new RequestError(400, "extensions.subscription needs the texts subscriptionId and verifier.");
  }
  const heartbeatMs = heartbeatIntervalMs ?? 0;
  if (typeof heartbeatMs !== "number" || !Number.isInteger(heartbeatMs) || heartbeatMs < 0) {
    throw new RequestError(400, "extensions.subscription.heartbeatIntervalMs must be 0 or more.");
  }
  return {
    url: new URL(callbackUrl),
    id: subscriptionId,
    verifier,
    heartbeatMs: heartbeatMs === 0 ? 0 : Math.max(heartbeatMs, minHeartbeatMs),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= maxLength;
}
