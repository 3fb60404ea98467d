import type { Response } from "./message.js";

/** What goes wrong with a request instead of, or after, carrying it out. */
export type Fault =
  | {
      status: number;
      body?: string;
      contentType?: string;
      headers?: Record<string, string>;
      /** The request is carried out first, and answered so all the same. */
      afterCommit?: boolean;
    }
  | { redirect: string }
  /** Carried out, but then the connection breaks, or nothing comes. */
  | { dropResponse: "reset" | "hang" }
  | Delay
  | "reset"
  /** No answer until the emulator closes. */
  | "hang"
  /** Carried out, and the connection ends in the middle of the answer's body. */
  | "truncated"
  /** Carried out, with claims in userinfo and introspection as they were before the last write to the user. */
  | "stale";

export interface Delay {
  /** Called when the request is there, which is carried out and answered after this. */
  until: () => Promise<unknown>;
  /** It is carried out before the wait; only the answer comes after. */
  afterCommit?: boolean;
  /** While it waits, other writes to its user meet the conflict that ZITADEL has for writes at one time. */
  conflicts?: boolean;
}

/** What a fault has to do with. */
export interface FaultContext {
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
  // Of several that wait, only the first is in the way of the others.
  const locksUser = conflicts === true && !writeLocks.has(userId);
  if (locksUser) writeLocks.add(userId);
  await until();
  if (locksUser) writeLocks.delete(userId);
  return earlyResponse ?? execute();
}
