/**
 * The id of the user with this number. All ids have the same length, and so have all values of a key.
 * Responses to equal requests therefore have equal lengths, and a wrong response is detected by its length.
 */
export function toUserId(number: number): string {
  return `34${String(number).padStart(16, "0")}`;
}

export function isUserId(id: string): boolean {
  return /^34\d{16}$/.test(id);
}

/** The keys of every user, sorted. */
export const metadataKeys = ["department", "locale", "plan", "preferences.theme", "region"] as const;

export function valueOf(userId: string, key: string): string {
  return `${key} of ${userId}`;
}

/** The entries of a user, as a target must return them. */
export function entriesOf(userId: string): readonly { readonly key: string; readonly value: string }[] {
  return metadataKeys.map((key) => ({ key, value: valueOf(userId, key) }));
}

/** The delay before each response of the fake ZITADEL. */
export const responseDelayMs = 5;

/** The users with the numbers 0 to 31 are callers. */
export const callerCount = 32;
/** May read the metadata of all users. Used for replicas and for rules with `as: service`. */
export const serviceUser = toUserId(999);
/** The number of the first user whose metadata is read. */
export const firstUser = 1000;
/** The number of users, from the first user on, that have events in ZITADEL's event log. */
export const usersWithHistory = 5000;
/** The number of the first user whose metadata is written. */
export const firstWrittenUser = 1_000_000_000_000;

/** When all entries of a user were set, in ms since 1970. Each user has a different second. */
export function metadataSetAt(userId: string): number {
  return firstSetAt + (Number(userId.slice(2)) % 1_000_000) * 1000;
}

const firstSetAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
