import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** Settles when it is over, however it went: nothing is made of an answer, nothing is sent again. */
export function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<void> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const sent = request(url, { method: "POST", headers, agent: false, signal });
    sent.removeHeader("connection");
    sent.on("response", (response) => response.resume());
    sent.on("error", () => undefined);
    sent.on("close", resolve);
    sent.end(body);
  });
}
