import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

export interface RecordedCall {
  readonly method: string;
  /** Path without the query string. */
  readonly path: string;
}

export interface RecordedCalls extends Disposable {
  /** Returns the calls since the previous `take`, oldest first. */
  take(): readonly RecordedCall[];
}

const channel = "undici:request:create";
const message = z.object({
  request: z.object({ origin: z.coerce.string(), method: z.string(), path: z.string() }),
});

/**
 * Records the calls of this process to a server through undici. Works with any server, not only with the
 * emulator.
 */
export function recordCalls(origin: string): RecordedCalls {
  const calls: RecordedCall[] = [];
  const record = (published: unknown): void => {
    const { request } = message.parse(published);
    if (request.origin !== origin) return;
    calls.push({ method: request.method, path: new URL(request.path, origin).pathname });
  };
  subscribe(channel, record);
  return {
    take: () => calls.splice(0),
    [Symbol.dispose]() {
      unsubscribe(channel, record);
    },
  };
}
