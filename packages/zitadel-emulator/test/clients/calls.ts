/** The same twelve calls for every client, as a user with the role `IAM_OWNER`. */
export interface Calls {
  /** Returns the id of the new user. */
  addHumanUser(person: NewPerson): Promise<string>;
  getUserByID(userId: string): Promise<FoundUser>;
  /** Returns the ids of the users with this user name. */
  listUsers(userName: string): Promise<string[]>;
  setUserMetadata(userId: string, key: string, value: string): Promise<void>;
  listUserMetadata(userId: string): Promise<Record<string, string>>;
  deleteUserMetadata(userId: string, key: string): Promise<void>;
  deactivateUser(userId: string): Promise<void>;
  reactivateUser(userId: string): Promise<void>;
  lockUser(userId: string): Promise<void>;
  unlockUser(userId: string): Promise<void>;
  deleteUser(userId: string): Promise<void>;
  /** Returns the id of the session. */
  createSession(loginName: string, password: string): Promise<string>;
}

export interface NewPerson {
  username: string;
  givenName: string;
  familyName: string;
  email: string;
}

export interface FoundUser {
  username: string;
  givenName: string;
  /** The name of the state without its prefix. */
  state: string;
}

export function toRecord(entries: readonly { key: string; value: Uint8Array }[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, Buffer.from(value).toString()]));
}
