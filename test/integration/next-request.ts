import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

const channel = "http.server.request.start";
const message = z.object({ request: z.object({ headers: z.object({ host: z.string() }) }) });

/**
 * Resolves when a server of this process receives its next request at this address. A request sent after that
 * arrives later.
 */
export function nextRequest(url: string): Promise<void> {
  const { host } = new URL(url);
  return new Promise((resolve) => {
    const onStart = (published: unknown): void => {
      if (message.safeParse(published).data?.request.headers.host !== host) return;
      unsubscribe(channel, onStart);
      resolve();
    };
    subscribe(channel, onStart);
  });
}
