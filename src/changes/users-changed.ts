/** Ids of users whose metadata may have changed; "all": that of any user. */
export type ChangedUsers = readonly string[] | "all";

/** Called after reads return the changes. Must not throw. */
export type OnUsersChanged = (changed: ChangedUsers) => void;
