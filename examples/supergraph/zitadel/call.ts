import { z } from "zod";
import { failure, failureForStatus } from "./failure.js";

export interface CallOptions {
  /** The Authorization header of the caller's request. */
  readonly authorization: string;
  /** Aborted when the caller disconnects. */
  readonly signal: AbortSignal;
}

const deadlineMs = 5000;

/** Calls ZITADEL's API with the caller's access token, so that ZITADEL enforces its permissions. */
export async function call<T>(
  url: string,
  init: RequestInit,
  schema: z.ZodType<T>,
  options: CallOptions,
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const { authorization } = options;
  let status: number;
  let body: string;
  try {
    const response = await fetch(url, {
      ...init,
      headers: { authorization, "content-type": "application/json" },
      // A redirect would send the token to another server.
      redirect: "error",
      signal: AbortSignal.any([options.signal, deadline]),
    });
    status = response.status;
    body = await response.text();
  } catch {
    if (deadline.aborted)
      throw failure("UPSTREAM_TIMEOUT", `ZITADEL did not respond within ${deadlineMs} ms.`);
    throw failure("UPSTREAM_UNAVAILABLE", "Cannot connect to ZITADEL.");
  }
  const rejection = failureForStatus(status);
  if (rejection !== undefined) throw rejection;
  const { data } = schema.safeParse(parse(body));
  if (data === undefined) throw failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL returned an invalid response.");
  return data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
