import type { Message } from "../api/proto-json.js";
import type { User } from "../instance/instance.js";
import type { Entry } from "../users/stored-entries.js";

/**
 * A condition on a row of ZITADEL's search. A row is a user and one metadata entry; a user without metadata
 * has one row without an entry.
 */
export interface UserQuery {
  requireValid: () => void;
  match: (user: User, entry: Entry | undefined) => boolean;
}

/** `isNegated`: within a `notQuery`. */
export type ReadQuery = (message: Message, isNegated: boolean) => UserQuery;
