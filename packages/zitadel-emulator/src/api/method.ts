import type { Organization, User } from "../instance/instance.js";
import type { Message } from "./proto-json.js";

/** A method of one of ZITADEL's services, whichever dialects serve it. */
export interface Method {
  name: string;
  /** `query`: what is not in the path comes there, not in the body. */
  rest: { method: "GET" | "POST" | "PUT" | "DELETE"; path: string; query?: true };
  /**
   * Decodes first, acts for the caller second: what cannot be read is refused before any token is looked at.
   * The organization is the one that the caller asks in, which only version 1 cares about.
   */
  run: (message: Message) => (caller: User, organization: Organization) => unknown;
}
