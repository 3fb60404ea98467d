import type { Failure } from "../../lib/failure.js";
import { printableId } from "../printable.js";
import { formatUsers, type Reporter } from "./reporter.js";

/** The users that ZITADEL did not let the command read. */
export interface UnreadableUsers {
  add(userId: string, failure: Failure): void;
  /** Prints their number, if there are any, and returns it. */
  summarize(): number;
}

const maxListed = 20;

export function createUnreadableUsers({ note }: Reporter): UnreadableUsers {
  let count = 0;
  return {
    add(userId, { message }) {
      count++;
      if (count <= maxListed) note(`${printableId(userId)} could not be read: ${message}`);
    },
    summarize() {
      if (count > 0) note(`${formatUsers(count)} could not be read. Their entries are missing.`);
      return count;
    },
  };
}
