import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../lib/clock.js";
import type { Secret } from "../lib/secret.js";

/** Why a webhook is not taken. */
export type WebhookRejection = "missing" | "expired" | "notYetValid" | "invalid" | "replayed";

/** Undefined where ZITADEL has sent this, lately and for the first time. */
export type CheckWebhook = (signature: unknown, body: Buffer) => WebhookRejection | undefined;

/** As long as ZITADEL's own libraries allow it to take; and clocks may differ. */
const toleranceSeconds = 300;
/** Of more webhooks than that in ten minutes the oldest are forgotten: who sends one of those again wakes us once more. */
const maxUsedSignatures = 50_000;

/** Checks webhooks that are signed by any of these keys. */
export function createWebhookCheck(keys: readonly Secret[], clock: Clock): CheckWebhook {
  /** Each with the time after which it would be too old. */
  const usedSignatures = new Map<string, number>();

  function markUsed(digest: string, expiresAt: number, now: number): boolean {
    if (usedSignatures.has(digest)) return false;
    for (const [oldest, expiresAt] of usedSignatures) {
      if (expiresAt >= now && usedSignatures.size < maxUsedSignatures) break;
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
    // By the first key whichever it was signed by: of a webhook with two signatures either could be left out.
    return markUsed(first.toString("base64url"), Number(time) + toleranceSeconds, now)
      ? undefined
      : "replayed";
  };
}

/** `t=<seconds since 1970>,v1=<hex>,…`; ZITADEL may add parts that we do not know. */
function parseSignature(header: unknown): { time: string; digests: readonly Buffer[] } | undefined {
  if (typeof header !== "string") return undefined;
  const parts = header.split(",").map((part) => part.trim());
  const [time, ...others] = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
  if (time === undefined || others.length > 0) return undefined;
  const hex = parts.flatMap((part) => /^v1=([\da-f]{64})$/i.exec(part)?.[1] ?? []);
  return hex.length === 0 ? undefined : { time, digests: hex.map((digest) => Buffer.from(digest, "hex")) };
}
