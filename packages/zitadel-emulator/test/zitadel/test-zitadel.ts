import type { Emulator, TokenSet } from "../../src/emulator.js";
import type { Directory } from "../../src/seed/directory.js";

/** The ZITADEL that a test runs on: the embedded one, or one that runs somewhere and is asked by its public APIs only. */
export interface TestZitadel extends AsyncDisposable {
  readonly issuer: string;
  /** Ends all user names, so that several runs fit on one server; empty for none. */
  readonly userNameSuffix: string;
  /** Ids, secrets and tokens of the world that all tests start from, and of users added since. */
  readonly directory: Directory;
  /** Whether it answers as the embedded one does, with what that lacks. */
  readonly isEmulated: boolean;
  /** What only the embedded one can do. On another server it throws: such a test has the tag `embedded`. */
  readonly emulator: Emulator;
  /** Adds a person (password `Password1!`), to acme unless told otherwise, and returns the id. Removed at the end. */
  addUser(name: string, user?: AddedUser): Promise<string>;
  getMetadata(userId: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** What a login of this person at this application ends with. */
  issueTokens(person: string, app: string, scope: string): Promise<TokenSet>;
}

export interface AddedUser {
  readonly organization?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly metadata?: Readonly<Record<string, string | Uint8Array>>;
  /** Of the project shop, granted by acme. */
  readonly roles?: readonly string[];
}
