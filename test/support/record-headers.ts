import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

const channel = "undici:request:create";
const message = z.object({ request: z.object({ origin: z.coerce.string(), headers: z.array(z.string()) }) });

/** Records the headers of each call of this process to a server, by lower-case name. */
export function recordHeaders(
  origin: string,
): Disposable & { readonly calls: readonly Readonly<Record<string, string>>[] } {
  const calls: Record<string, string>[] = [];
  const record = (published: unknown): void => {
    const { request } = message.parse(published);
    if (request.origin !== origin) return;
    const headers: Record<string, string> = {};
    for (let index = 0; index < request.headers.length; index += 2) {
      headers[request.headers[index]?.toLowerCase() ?? ""] = request.headers[index + 1] ?? "";
    }
    calls.push(headers);
  };
  subscribe(channel, record);
  return {
    calls,
    [Symbol.dispose]() {
      unsubscribe(channel, record);
    },
  };
}
