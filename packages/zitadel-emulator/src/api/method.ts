import type { Organization, User } from "../instance/instance.js";
import type { Message } from "./proto-json.js";

/** A method of a ZITADEL service, independent of REST and Connect. */
export interface Method {
  name: string;
  /** `query`: parameters that are not in the path are in the query, as lists or as texts, not in the body. */
  rest: { method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"; path: string; query?: "lists" | "texts" };
  /**
   * Decodes the message and returns the function that acts for the caller. Decoding errors are thrown before
   * the caller is authenticated. The organization is that of the request (`x-zitadel-orgid`); only version 1
   * uses it. `isStale`: whether to respond from a projection that lags behind the last write.
   */
  run: (message: Message) => (caller: User, organization: Organization, isStale: boolean) => unknown;
}
