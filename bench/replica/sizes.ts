/** How large a replica is measured on. */
export interface Sizes {
  /** Of the first fill, through ZITADEL's search for events. */
  readonly filledUsers: number;
  /** So many of them are listed, too. */
  readonly listedUsers: number;
  /** So many of them are written to while the replica hears of nothing. */
  readonly changedUsers: number;
  /** In the store alone. */
  readonly storedUsers: number;
}

export const fullSizes: Sizes = {
  filledUsers: 200_000,
  listedUsers: 2000,
  changedUsers: 20_000,
  storedUsers: 1_000_000,
};

/** For a first look, and for tests. */
export const smallSizes: Sizes = {
  filledUsers: 2000,
  listedUsers: 200,
  changedUsers: 400,
  storedUsers: 10_000,
};

export const keysOfUsers = ["department", "locale", "plan", "preferences.theme", "region"] as const;

/** 20 bytes. */
export function valueOfUser(number: number, key: number, version = 0): string {
  return `${version}${key}${String(number).padStart(18, "0")}`;
}
