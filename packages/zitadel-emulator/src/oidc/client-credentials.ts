import type { Request } from "../http/message.js";
import type { Form } from "./form.js";
import { OAuthError } from "./oauth-error.js";

export interface ClientCredentials {
  id: string;
  secret: string | undefined;
}

/** The client id and secret in the Authorization header or the form. They are not verified here. */
export function requireClientCredentials({ headers }: Request, form: Form): ClientCredentials {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? "")?.[1];
  if (basic !== undefined) {
    const [id = "", secret = ""] = Buffer.from(basic, "base64").toString().split(":");
    return { id: decodePart(id), secret: decodePart(secret) };
  }
  const id = form("client_id");
  if (id !== undefined) return { id, secret: form("client_secret") };
  throw new OAuthError("invalid_request", "client_id or client_assertion must be provided");
}

// Client id and secret are form-encoded before they are joined (RFC 6749, 2.3.1).
function decodePart(part: string): string {
  return new URLSearchParams(`part=${part}`).get("part") ?? "";
}
