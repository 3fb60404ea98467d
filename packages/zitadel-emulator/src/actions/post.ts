import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** Sends a webhook once. Resolves when the exchange has ended, whether it succeeded or failed. */
export function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<void> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send(url, { method: "POST", headers, agent: false, signal });
    request.removeHeader("connection");
    request.on("response", (response) => response.resume());
    request.on("error", () => undefined);
    request.on("close", resolve);
    request.end(body);
  });
}
