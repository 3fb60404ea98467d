/** What became of a write. */
export type WriteEnd =
  /** Nothing: it was refused, or never sent. What was true of the owner before still is. */
  | { readonly isChanged: false }
  /** `at`: the date of the owner's last change as ZITADEL answered it, in microseconds since 1970; undefined where it is not known, or must not be told. */
  | { readonly isChanged: true; readonly at: number | undefined };

/** Whoever has to know whom is being written to through this process. Must not throw. */
export interface WriteWatch {
  /** Before anything is sent. */
  begun(ownerId: string): Promise<void>;
  /** However it ended; once for each that has begun. */
  ended(ownerId: string, end: WriteEnd): Promise<void>;
}
