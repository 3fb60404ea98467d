import { Failure } from "../lib/failure.js";
import { Secret } from "../lib/secret.js";

/** RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/**
 * The access token of an `Authorization` header; null without a header. Throws UNAUTHENTICATED for any other
 * content.
 */
export function parseBearerToken(header: string | undefined): Secret | null {
  if (header === undefined || header.trim() === "") return null;
  const token = bearer.exec(header)?.[1];
  if (token !== undefined) return new Secret(token);
  throw new Failure(
    "UNAUTHENTICATED",
    "The Authorization header is not of the form `Bearer <access token>`.",
  );
}
