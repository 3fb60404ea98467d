/** The numbers of users in the measurements of replicas. */
export interface Sizes {
  /** Users of the first build, which reads ZITADEL's event log. */
  readonly replicatedUsers: number;
  /** Users whose metadata is also listed, for comparison. */
  readonly listedUsers: number;
  /** Users whose metadata is changed while event searches return nothing new. */
  readonly changedUsers: number;
  /** Users in the store that is filled without ZITADEL. */
  readonly storedUsers: number;
}

export const fullSizes: Sizes = {
  replicatedUsers: 200_000,
  listedUsers: 2000,
  changedUsers: 20_000,
  storedUsers: 1_000_000,
};

/** For --quick and for tests. */
export const smallSizes: Sizes = {
  replicatedUsers: 2000,
  listedUsers: 200,
  changedUsers: 400,
  storedUsers: 10_000,
};

export const metadataKeys = ["department", "locale", "plan", "preferences.theme", "region"] as const;

/** A value of 20 bytes. */
export function valueOfUser(number: number, key: number, version = 0): string {
  return `${version}${key}${String(number).padStart(18, "0")}`;
}
