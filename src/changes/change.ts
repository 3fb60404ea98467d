/** A change of a user's metadata, as recorded in ZITADEL's event log. */
interface ChangeBase {
  readonly userId: string;
  /** Id of the user's organization. */
  readonly organization: string;
  /**
   * Number of the event among the user's events. It orders two changes of a user, however late they are read.
   */
  readonly sequence: number;
  /** Microseconds since 1970. All changes made by one API call have the same date. */
  readonly date: number;
}

export type UserChange =
  | (ChangeBase & { readonly kind: "set"; readonly key: string; readonly bytes: Buffer })
  | (ChangeBase & { readonly kind: "removed"; readonly key: string })
  /** Removal of all keys, or of the user. */
  | (ChangeBase & { readonly kind: "cleared" });

/** Removal of an organization and all its users. */
export interface OrganizationRemoved {
  readonly kind: "organizationRemoved";
  readonly organization: string;
  readonly sequence: number;
  readonly date: number;
}

export type Change = UserChange | OrganizationRemoved;

/** Id of the user or the organization that changed. */
export function aggregateId(change: Change): string {
  return change.kind === "organizationRemoved" ? change.organization : change.userId;
}
