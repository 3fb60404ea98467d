import type { Response } from "./message.js";

/** How the emulator fails a request. Faults that process the request first store its changes. */
export type Fault =
  /** Responds with this status instead of the real response. */
  | {
      status: number;
      /** The default is an empty body. */
      body?: string;
      /** The default is `application/json`; not sent with an empty body. */
      contentType?: string;
      headers?: Record<string, string>;
      /** Processes the request before this response is sent. */
      afterCommit?: boolean;
    }
  /** Responds with status 307 and this location. */
  | { redirect: string }
  /** Processes the request, then resets the connection or never responds. */
  | { dropResponse: "reset" | "hang" }
  | Delay
  /** Resets the connection without processing the request. */
  | "reset"
  /** Does not process the request and never responds. Closing the emulator closes the connection. */
  | "hang"
  /** Processes the request, then closes the connection halfway through the response body. */
  | "truncated"
  /**
   * Processes the request with stale metadata: userinfo and introspection return the user's metadata as it was
   * before the last write, and ListUsers searches it, like ZITADEL's projections when they lag behind.
   */
  | "stale";

/** Delays a request. */
export interface Delay {
  /** Called when the request arrives. The emulator continues when the returned promise resolves. */
  until: () => Promise<unknown>;
  /** Processes the request before the wait and delays only the response. */
  afterCommit?: boolean;
  /**
   * During the wait, rejects other writes to the same user with the database conflict that ZITADEL returns
   * for concurrent writes.
   */
  conflicts?: boolean;
}

/** What a fault needs to know about the request that it is applied to. */
export interface FaultContext {
  /** Processes the request. */
  execute: () => Promise<Response>;
  userId: string | undefined;
  writeLocks: Set<string>;
}

export type Outcome = Response | { truncated: Response } | "reset" | "hang";

export async function applyFault(fault: Fault | undefined, context: FaultContext): Promise<Outcome> {
  const { execute } = context;
  if (fault === undefined || fault === "stale") return execute();
  if (fault === "truncated") return { truncated: await execute() };
  if (typeof fault === "string") return fault;
  if ("redirect" in fault) return { status: 307, headers: { location: fault.redirect } };
  if ("until" in fault) return delay(fault, context);
  if ("dropResponse" in fault) {
    await execute();
    return fault.dropResponse;
  }
  if (fault.afterCommit === true) await execute();
  const { status, body = "", contentType = "application/json", headers } = fault;
  return { status, body, headers: { ...(body !== "" && { "content-type": contentType }), ...headers } };
}

async function delay({ until, afterCommit, conflicts }: Delay, context: FaultContext): Promise<Response> {
  const { execute, userId = "", writeLocks } = context;
  const earlyResponse = afterCommit === true ? await execute() : undefined;
  // Of several delayed writes to a user, only the first one holds the lock.
  const locksUser = conflicts === true && !writeLocks.has(userId);
  if (locksUser) writeLocks.add(userId);
  await until();
  if (locksUser) writeLocks.delete(userId);
  return earlyResponse ?? execute();
}
