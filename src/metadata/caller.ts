import type { Cancellation } from "../lib/cancellation.js";
import { Failure } from "../lib/failure.js";
import type { RequestScope } from "./request-scope.js";
import type { Secret } from "../lib/secret.js";

/** The authenticated user of a request, as described by the verified token. */
export interface Caller {
  /** The ZITADEL user id (`sub`). */
  readonly id: string;
  readonly accessToken: Secret;
  /**
   * Application that the token was issued to. Undefined for a personal access token, or if the token check
   * does not report it.
   */
  readonly clientId: string | undefined;
  /** The caller's roles in the project. Each role maps to the ids of the organizations that granted it. */
  readonly roles: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Whether the request carries only an ID token. The token's own claims are used, but ZITADEL's API does not
   * accept the token.
   */
  readonly hasOnlyIdToken: boolean;
  /** Whether the token has the metadata scope. Undefined if the token check does not report it. */
  readonly hasMetadataScope: boolean | undefined;
  /** The metadata claim of the verified token. Undefined if the token does not contain one. */
  readonly metadataClaim: unknown;
}

/** The caller of an operation, the request it belongs to, and the signal that ends it. */
export interface CallContext {
  readonly caller: Caller;
  readonly scope: RequestScope;
  readonly signal: Cancellation;
}

/** Returns the caller. Throws UNAUTHENTICATED if the request has no access token. */
export function requireCaller(caller: Caller | null): Caller {
  if (caller !== null) return caller;
  throw new Failure(
    "UNAUTHENTICATED",
    "Access token required: send the header `Authorization: Bearer <access token>`.",
  );
}
