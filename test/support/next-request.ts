import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

const channel = "http.server.request.start";
const message = z.object({ request: z.object({ headers: z.object({ host: z.string() }) }) });

/** Settles when the server of this process at this address has the next request: what is sent after that comes later. */
export function nextRequest(url: string): Promise<void> {
  const { host } = new URL(url);
  return new Promise((resolve) => {
    const note = (published: unknown): void => {
      if (message.safeParse(published).data?.request.headers.host !== host) return;
      unsubscribe(channel, note);
      resolve();
    };
    subscribe(channel, note);
  });
}
