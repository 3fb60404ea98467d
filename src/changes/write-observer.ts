/** Effect of a write on the user's metadata. */
export type WriteResult =
  /** The write was rejected or never sent: the user's metadata is unchanged. */
  | { readonly changed: false }
  /**
   * `changedAt`: date of the user's last change according to ZITADEL's response, in microseconds since 1970.
   * Undefined if the date is unknown or must not be revealed.
   */
  | { readonly changed: true; readonly changedAt: number | undefined };

/** Observes all writes made through this process. Must not throw. */
export interface WriteObserver {
  /** Called before the write is sent. */
  onStart(userId: string): Promise<void>;
  /** Called once for each started write, whatever its result. */
  onEnd(userId: string, result: WriteResult): Promise<void>;
}
