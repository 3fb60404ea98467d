import type { User } from "../instance/instance.js";
import type { Message } from "./message.js";

/** A method of one of ZITADEL's version 2 services, as REST and Connect both serve it. */
export interface Method {
  name: string;
  rest: { method: "GET" | "POST" | "DELETE"; path: string };
  /** Decodes first, acts for the caller second: what cannot be read is refused before any token is looked at. */
  run: (message: Message) => (caller: User) => unknown;
}
