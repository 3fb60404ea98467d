import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../lib/clock.js";
import type { Secret } from "../lib/secret.js";

/** Why a webhook is rejected. `missing`: the header is missing or malformed. */
export type WebhookRejection = "missing" | "expired" | "notYetValid" | "invalid" | "replayed";

/** Returns undefined if the signature is valid, recent and was not used before. */
export type CheckWebhook = (signature: unknown, body: Buffer) => WebhookRejection | undefined;

/** Maximum age of a signature, as in ZITADEL's own libraries. Also the maximum clock difference. */
const toleranceSeconds = 300;
/**
 * Maximum number of signatures that are stored to detect replays. A signature is stored until it expires,
 * which is at most ten minutes. Above the maximum, the oldest are dropped: a replay then triggers one more
 * poll.
 */
const maxUsedSignatures = 50_000;

/** Creates a check for webhooks that are signed with any of these keys. */
export function createWebhookCheck(keys: readonly Secret[], clock: Clock): CheckWebhook {
  /** Signatures with their expiry times, in seconds since 1970. */
  const usedSignatures = new Map<string, number>();

  /** Stores the signature as used. Returns false if it was used before. */
  function tryUse(digest: string, expiresAt: number, now: number): boolean {
    if (usedSignatures.has(digest)) return false;
    for (const [oldest, oldestExpiresAt] of usedSignatures) {
      if (oldestExpiresAt >= now && usedSignatures.size < maxUsedSignatures) break;
      usedSignatures.delete(oldest);
    }
    usedSignatures.set(digest, expiresAt);
    return true;
  }

  return (signature, body) => {
    const { time, digests } = parseSignature(signature) ?? {};
    if (time === undefined || digests === undefined) return "missing";
    const now = clock.unixMs() / 1000;
    const age = now - Number(time);
    if (age > toleranceSeconds) return "expired";
    if (age < -toleranceSeconds) return "notYetValid";
    const expected = keys.map((key) =>
      createHmac("sha256", key.reveal()).update(`${time}.`).update(body).digest(),
    );
    const isSigned = expected.some((digest) => digests.some((sent) => timingSafeEqual(digest, sent)));
    const [first] = expected;
    if (first === undefined || !isSigned) return "invalid";
    // Identifies a webhook by its signature with the first key, whichever key signed it. A webhook with two
    // signatures could otherwise be replayed with one of them removed.
    return tryUse(first.toString("base64url"), Number(time) + toleranceSeconds, now) ? undefined : "replayed";
  };
}

/** Format: `t=<seconds since 1970>,v1=<hex>,…`. Unknown parts are ignored. */
function parseSignature(header: unknown): { time: string; digests: readonly Buffer[] } | undefined {
  if (typeof header !== "string") return undefined;
  const parts = header.split(",").map((part) => part.trim());
  const [time, ...others] = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
  if (time === undefined || others.length > 0) return undefined;
  const hex = parts.flatMap((part) => /^v1=([\da-f]{64})$/i.exec(part)?.[1] ?? []);
  return hex.length === 0 ? undefined : { time, digests: hex.map((digest) => Buffer.from(digest, "hex")) };
}
