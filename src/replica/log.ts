/** Where the replica tells people what they should know. */
export interface ReplicaLog {
  info(fields: Readonly<Record<string, unknown>>, words: string): void;
  warn(fields: Readonly<Record<string, unknown>>, words: string): void;
  error(fields: Readonly<Record<string, unknown>>, words: string): void;
}
