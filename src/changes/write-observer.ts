/** What became of a write. */
export type WriteResult =
  /** Nothing: it was refused, or never sent. What was true of the owner before still is. */
  | { readonly changed: false }
  /** `at`: the date of the owner's last change as ZITADEL answered it, in microseconds since 1970; undefined where it is not known, or must not be told. */
  | { readonly changed: true; readonly changedAt: number | undefined };

/** Whoever has to know whom is being written to through this process. Must not throw. */
export interface WriteObserver {
  /** Before anything is sent. */
  onStart(ownerId: string): Promise<void>;
  /** However it ended; once for each that has begun. */
  onEnd(ownerId: string, end: WriteResult): Promise<void>;
}
