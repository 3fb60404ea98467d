import type { FailureCode } from "../../lib/failure.js";
import type { Caller } from "../../metadata/caller.js";
import type { UserMetadataErrorCode } from "../generated/types.js";

/** An attempted write, without its values. */
export interface WriteAttempt {
  readonly action: "set" | "delete" | "update";
  /** Set for an update that was only checked. */
  readonly dryRun?: true;
  /** The user id as the caller sent it. */
  readonly userId: string;
  readonly keys: readonly string[];
}

/** How a write ended. `INTERNAL_SERVER_ERROR` stands for any thrown value that is not a Failure. */
export type WriteOutcome =
  | { readonly outcome: "success" | FailureCode | "INTERNAL_SERVER_ERROR" }
  | { readonly outcome: "rejected"; readonly userErrors: readonly UserMetadataErrorCode[] };

export type AuditedWrite = WriteAttempt &
  WriteOutcome & {
    readonly requestId: string;
    /** Undefined if the request has no valid access token, or if the token could not be validated. */
    readonly caller: Pick<Caller, "id" | "clientId"> | undefined;
    /** The credential of the call to ZITADEL; undefined if no write was sent. */
    readonly credential: "caller" | "service" | undefined;
  };

/** Called once for each attempted write. Must not throw. */
export type Audit = (write: AuditedWrite) => void;
