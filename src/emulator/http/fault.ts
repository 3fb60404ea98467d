import type { Answer } from "./answer.js";

/** What goes wrong with a request instead of, or after, carrying it out. */
export type Fault =
  | {
      status: number;
      body?: string;
      contentType?: string;
      headers?: Record<string, string>;
      /** The request is carried out first, and answered so all the same. */
      applied?: boolean;
    }
  | { redirect: string }
  /** Carried out, but then the connection breaks, or nothing comes. */
  | { lost: "reset" | "hang" }
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
  applied?: boolean;
  /** While it waits, other writes to its user meet the conflict that ZITADEL has for writes at one time. */
  conflicts?: boolean;
}

/** What a fault has to do with. */
export interface Met {
  carryOut: () => Promise<Answer>;
  userId: string | undefined;
  heldUsers: Set<string>;
}

export type Outcome = Answer | { half: Answer } | "reset" | "hang";

export async function meet(fault: Fault | undefined, met: Met): Promise<Outcome> {
  const { carryOut } = met;
  if (fault === undefined || fault === "stale") return carryOut();
  if (fault === "half") return { half: await carryOut() };
  if (typeof fault === "string") return fault;
  if ("redirect" in fault) return { status: 307, headers: { location: fault.redirect } };
  if ("until" in fault) return delay(fault, met);
  if ("lost" in fault) {
    await carryOut();
    return fault.lost;
  }
  if (fault.applied === true) await carryOut();
  const { status, body = "", contentType = "application/json", headers } = fault;
  return { status, body, headers: { ...(body !== "" && { "content-type": contentType }), ...headers } };
}

async function delay({ until, applied, conflicts }: Delay, met: Met): Promise<Answer> {
  const { carryOut, userId = "", heldUsers } = met;
  const early = applied === true ? await carryOut() : undefined;
  // Of several that wait, only the first is in the way of the others.
  const isInTheWay = conflicts === true && !heldUsers.has(userId);
  if (isInTheWay) heldUsers.add(userId);
  await until();
  if (isInTheWay) heldUsers.delete(userId);
  return early ?? carryOut();
}
