/** What ZITADEL's history tells of somebody's metadata. */
interface ChangeBase {
  readonly ownerId: string;
  /** The organisation's id. */
  readonly organisation: string;
  /** Counts all that happened to the owner, so that of two changes the later one is known, whenever they are heard of. */
  readonly sequence: number;
  /** Microseconds since 1970. All changes of one call have one date. */
  readonly date: number;
}

export type OwnerChange =
  | (ChangeBase & { readonly kind: "set"; readonly key: string; readonly bytes: Buffer })
  | (ChangeBase & { readonly kind: "removed"; readonly key: string })
  /** All that there was; or the owner. */
  | (ChangeBase & { readonly kind: "cleared" });

/** An organisation is gone, and everybody in it. */
export interface OrganisationRemoved {
  readonly kind: "organisationRemoved";
  readonly organisation: string;
  readonly sequence: number;
  readonly date: number;
}

export type Change = OwnerChange | OrganisationRemoved;

/** The id of the user, or the organisation. */
export function aggregateId(change: Change): string {
  return change.kind === "organisationRemoved" ? change.organisation : change.ownerId;
}
