import type * as z from "zod/mini";
import { Failure, parseData } from "./graphql.js";

/** Returns the results of a subscription until the server ends it. Throws a Failure if it fails. */
export type Subscribe = <Data>(
  query: string,
  schema: z.ZodMiniType<Data>,
  signal: AbortSignal,
) => AsyncGenerator<Data, void>;

/** Returns a function that sends subscriptions over Server-Sent Events. It calls `token` for each of them. */
export function createSubscribe(url: string, token: () => Promise<string>): Subscribe {
  return async function* (query, schema, signal) {
    const headers = {
      accept: "text/event-stream",
      "content-type": "application/json",
      authorization: `Bearer ${await token()}`,
    };
    try {
      const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }), signal });
      for await (const result of resultsOf(response)) yield parseData(JSON.parse(result), schema);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure("NO_ANSWER", "The connection was lost.", { cause: error });
    }
  };
}

/** The results in a response. https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md */
async function* resultsOf(response: Response): AsyncGenerator<string, void> {
  if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true) {
    // The operation failed before it became a subscription.
    yield await response.text();
    return;
  }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const chunk = await reader?.read();
    if (chunk?.value === undefined) return;
    const events = (text + chunk.value).split("\n\n");
    // The last one is incomplete.
    text = events.pop() ?? "";
    for (const lines of events.map((event) => event.split("\n"))) {
      if (lines.includes("event: complete")) return;
      const [data] = lines.filter((line) => line.startsWith("data:"));
      if (lines.includes("event: next") && data !== undefined) yield data.slice("data:".length);
    }
  }
}

/** Codes that another attempt does not change. */
const finalCodes = new Set([
  "FORBIDDEN",
  "INSUFFICIENT_SCOPE",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
]);
const minDelayMs = 500;
const maxDelayMs = 60_000;

/**
 * Calls `onResult` for each result. Subscribes again when the server ends the subscription, for example because it
 * restarts or the access token has expired, and waits longer after each failure.
 */
export async function follow<Data>(
  subscribe: (signal: AbortSignal) => AsyncGenerator<Data, void>,
  onResult: (data: Data) => void,
): Promise<void> {
  let delayMs = minDelayMs;
  for (;;) {
    try {
      await whileVisible(async (signal) => {
        for await (const data of subscribe(signal)) {
          delayMs = minDelayMs;
          onResult(data);
        }
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (finalCodes.has(error.code)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    delayMs = Math.min(2 * delayMs, maxDelayMs);
  }
}

/** Waits until the page is visible, and aborts when it is hidden: browsers limit the connections to a server. */
async function whileVisible(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  while (document.visibilityState === "hidden") {
    await new Promise((resolve) => {
      document.addEventListener("visibilitychange", resolve, { once: true });
    });
  }
  const hidden = new AbortController();
  const abort = (): void => {
    hidden.abort();
  };
  document.addEventListener("visibilitychange", abort);
  await run(hidden.signal).finally(() => {
    document.removeEventListener("visibilitychange", abort);
  });
}
