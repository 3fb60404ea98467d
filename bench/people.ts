/** Ids and values have one length each, so that equal questions have answers of equal length: a wrong answer shows at once. */
export function ownerId(number: number): string {
  return `34${String(number).padStart(16, "0")}`;
}

export function isOwnerId(id: string): boolean {
  return /^34\d{16}$/.test(id);
}

/** Of every owner, ordered. */
export const metadataKeys = ["department", "locale", "plan", "preferences.theme", "region"] as const;

export function valueOf(owner: string, key: string): string {
  return `${key} of ${owner}`;
}

/** What a contender is to answer about an owner. */
export function entriesOf(owner: string): readonly { readonly key: string; readonly value: string }[] {
  return metadataKeys.map((key) => ({ key, value: valueOf(owner, key) }));
}

/** The stand-in answers after so long. */
export const answerMs = 5;

/** The first numbers are callers, the others are asked about. */
export const callerCount = 32;
/** Who may read everything, for rules and replicas. */
export const serviceUser = ownerId(999);
export const firstOwner = 1000;
/** From the first owner on, so many have a history for whoever follows it. */
export const knownOwners = 5000;
/** From here on they are written to. */
export const firstWritten = 1_000_000_000_000;

/** When an owner was given all entries, in ms since 1970: each in another second. */
export function givenAt(owner: string): number {
  return firstGivenAt + (Number(owner.slice(2)) % 1_000_000) * 1000;
}

const firstGivenAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
