import type { Emulator, TokenSet } from "../../src/emulator.js";
import type { Directory } from "../../src/seed/directory.js";

/**
 * The ZITADEL instance of a test: the emulator, or a running server that is used only through its public
 * APIs.
 */
export interface TestZitadel extends AsyncDisposable {
  readonly issuer: string;
  /** Suffix of all user names: several test runs can share a server. Empty for no suffix. */
  readonly userNameSuffix: string;
  /** Ids, secrets and tokens of the default seed, and the ids of users added since. */
  readonly directory: Directory;
  /** Whether it is the emulator, with the emulator's limitations. */
  readonly isEmulated: boolean;
  /** The emulator's controls. Throws on a running server: tests that need them have the tag `embedded`. */
  readonly emulator: Emulator;
  /**
   * Adds a person (password `Password1!`), by default to acme, and returns the id. Disposal removes the
   * person.
   */
  addUser(name: string, user?: AddedUser): Promise<string>;
  getMetadata(userId: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** The tokens of a login of this person at this application. */
  issueTokens(person: string, app: string, scope: string): Promise<TokenSet>;
}

export interface AddedUser {
  readonly organization?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly metadata?: Readonly<Record<string, string | Uint8Array>>;
  /** Roles of the project shop, granted by acme. */
  readonly roles?: readonly string[];
}
