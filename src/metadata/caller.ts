import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";

/** Who sent this request, as their accepted token says. */
export interface Caller {
  /** The ZITADEL user id (`sub`). */
  readonly id: string;
  readonly accessToken: Secret;
  /** The application that the token was issued to; undefined for a personal access token and where its check does not tell. */
  readonly clientId: string | undefined;
  /** Their roles in our project, each with the ids of the organisations that granted it. */
  readonly roles: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether all there is is an ID token: good for what it says itself, and for nothing else. */
  readonly hasOnlyIdToken: boolean;
  /** Whether the token was granted the metadata scope; undefined where its check does not tell. */
  readonly hasMetadataScope: boolean | undefined;
  /** What the token itself says of its user's metadata, as it was verified; undefined where it says nothing. */
  readonly metadataClaim: unknown;
}

/** Throws UNAUTHENTICATED when the request came without an access token. */
export function requireCaller(caller: Caller | null): Caller {
  if (caller !== null) return caller;
  throw new Failure(
    "UNAUTHENTICATED",
    "This needs an access token: send the header `Authorization: Bearer <access token>`.",
  );
}
