import type { Request } from "../http/message.js";
import { OAuthError } from "./oauth-error.js";

/** A parameter of the body or, if absent, of the query. Empty parameters count as absent. */
export type Form = (name: string) => string | undefined;

export function readForm({ headers, query, body }: Request): Form {
  const encoded = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const sent = new URLSearchParams(encoded ? body.toString() : "");
  return (name) => {
    const value = sent.get(name) ?? query.get(name) ?? "";
    return value === "" ? undefined : value;
  };
}

export function requireParameter(form: Form, name: string): string {
  const value = form(name);
  if (value === undefined) throw new OAuthError("invalid_request", `${name} missing`);
  return value;
}
