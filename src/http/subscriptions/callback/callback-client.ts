import type { LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { backoffMs } from "../../../lib/backoff.js";
import type { Clock } from "../../../lib/clock.js";
import { replaceSurrogates } from "../../../lib/replace-surrogates.js";
import type { ResolvedAddress } from "./addresses.js";
import type { CallbackExtension } from "./extension.js";

/** Sends messages to one router. */
export interface CallbackClient extends AsyncDisposable {
  /** Resolves to whether the router has accepted the message. Retries if the router is not available. */
  send(message: CallbackMessage): Promise<boolean>;
}

export interface CallbackMessage {
  readonly action: "check" | "next" | "complete";
  readonly payload?: unknown;
  readonly errors?: unknown;
}

export const protocolHeader = { "subscription-protocol": "callback/1.0" };

const maxAttempts = 3;
const timeoutMs = 5000;
const backoff = { firstMs: 200, maxMs: 2000 };

/** `pinned`: the address that was checked. The name is not resolved again. Redirects are not followed. */
export function createCallbackClient(
  { url, id, verifier }: CallbackExtension,
  pinned: ResolvedAddress,
  clock: Clock,
): CallbackClient {
  const lookup: LookupFunction = (_, { all }, callback) => {
    if (all === true) callback(null, [pinned]);
    else callback(null, pinned.address, pinned.family);
  };
  const dispatcher = new Agent({ connections: 1, connect: { lookup, timeout: timeoutMs } });

  /** Returns undefined if the router is not available. */
  async function post(message: CallbackMessage): Promise<boolean | undefined> {
    try {
      const response = await request(url, {
        dispatcher,
        method: "POST",
        headers: { "content-type": "application/json", ...protocolHeader },
        body: replaceSurrogates(JSON.stringify({ kind: "subscription", id, verifier, ...message })),
        signal: clock.timeout(timeoutMs),
      });
      await response.body.dump();
      if (response.statusCode >= 500) return undefined;
      return response.statusCode >= 200 && response.statusCode < 300;
    } catch {
      return undefined;
    }
  }

  return {
    async send(message) {
      for (let attempt = 0; ; attempt++) {
        const isAccepted = await post(message);
        if (isAccepted !== undefined) return isAccepted;
        if (attempt + 1 === maxAttempts) return false;
        await clock.sleep(backoffMs(attempt, backoff));
      }
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
