/** Whoever has to know whom is being written to through this process. Must not throw. */
export interface WriteWatch {
  /** Before anything is sent. */
  begun(ownerId: string): Promise<void>;
  /** However it ended. The date of the owner's last change as ZITADEL answered it, in microseconds since 1970; undefined where it is not known. */
  ended(ownerId: string, changedAt: number | undefined): Promise<void>;
}
