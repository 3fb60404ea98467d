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
  | "half"
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
  carryOut: () => Promise<Response>;
  userId: string | undefined;
  heldUsers: Set<string>;
}

export type Outcome = Response | { half: Response } | "reset" | "hang";

export async function applyFault(fault: Fault | undefined, met: FaultContext): Promise<Outcome> {
  const { carryOut } = met;
  if (fault === undefined || fault === "stale") return carryOut();
  if (fault === "half") return { half: await carryOut() };
  if (typeof fault === "string") return fault;
  if ("redirect" in fault) return { status: 307, headers: { location: fault.redirect } };
  if ("until" in fault) return delay(fault, met);
  if ("dropResponse" in fault) {
    await carryOut();
    return fault.dropResponse;
  }
  if (fault.afterCommit === true) await carryOut();
  const { status, body = "", contentType = "application/json", headers } = fault;
  return { status, body, headers: { ...(body !== "" && { "content-type": contentType }), ...headers } };
}

async function delay({ until, afterCommit, conflicts }: Delay, met: FaultContext): Promise<Response> {
  const { carryOut, userId = "", heldUsers } = met;
  const early = afterCommit === true ? await carryOut() : undefined;
  // Of several that wait, only the first is in the way of the others.
  const isInTheWay = conflicts === true && !heldUsers.has(userId);
  if (isInTheWay) heldUsers.add(userId);
  await until();
  if (isInTheWay) heldUsers.delete(userId);
  return early ?? carryOut();
}
