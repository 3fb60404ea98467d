import type { WebhookFault } from "./actions/webhooks.js";
import type { DelayedEvents } from "./events/event-log.js";
import type { Call } from "./http/calls.js";
import type { Delay, Fault } from "./http/fault.js";
import type { PendingRequest } from "./http/pending-request.js";
import type { SigningAlgorithm } from "./tokens/signing-keys.js";
import type { PersonSeed } from "./seed/seed.js";
import type { Directory } from "./seed/directory.js";

/**
 * A running ZITADEL instance and the controls that ZITADEL's APIs do not offer. Disposing it closes its port
 * and all connections.
 *
 * A parameter `user` is the user's name in the seed, the name passed to `addUser`, or the user id. Methods
 * throw an `Error` for an unknown name.
 */
export interface Emulator extends AsyncDisposable {
  /** The base URL of all APIs, such as `http://localhost:8080`, without a trailing slash. */
  readonly issuer: string;
  /** Ids, client ids, secrets and keys by the names of the seed. */
  readonly directory: Directory;
  /** The last 10,000 requests, oldest first. A request is listed as soon as it has been read. */
  readonly calls: readonly Call[];
  /** Empties `calls`. */
  clearCalls(): void;

  /**
   * Applies a fault to the next `times` (default 1) requests to a route. A string is compared with the whole
   * path without the query; a regular expression is tested against it. Faults are applied in the order in
   * which they were set, one per request.
   */
  failNext(route: string | RegExp, fault: Fault, times?: number): void;
  /** Holds the next request to a route until the test releases it. Routes are matched as in `failNext`. */
  holdNext(route: string | RegExp, options?: Omit<Delay, "until">): PendingRequest;
  /**
   * Hides the events of the next `writes` (default 1) API calls from event searches until they are released.
   * The changes themselves take effect immediately. Released events keep their dates, so they appear behind
   * events that searches have already returned.
   */
  delayNextEvents(writes?: number): DelayedEvents;
  /** Hides all events recorded from now on from event searches until they are released. */
  pauseEvents(): DelayedEvents;
  /** Removes all events except the newest `keep` (default 0), as a limited audit log retention does. */
  truncateEvents(keep?: number): void;
  /**
   * Rejects event searches whose page is larger than `bytes` with status 429 until `reset` is called. The
   * limit is 10 MiB otherwise.
   */
  setMaxEventPageBytes(bytes: number): void;
  /** Drops or duplicates the next `times` (default 1) webhooks. */
  failNextWebhook(fault: WebhookFault, times?: number): void;
  /**
   * Removes all faults that have not been applied yet, releases all delayed events and restores the page
   * limit. Requests that are already held stay held until they are released.
   */
  reset(): void;
  /**
   * Moves the emulator's clock forward by `ms` milliseconds. Tokens expire and webhook calls time out
   * accordingly.
   */
  advanceClock(ms: number): void;

  /**
   * Enables or disables ZITADEL's instance feature `permissionCheckV2`. Metadata lists of the v2 API then
   * withhold the total from callers without permission, too. It is disabled at the start.
   */
  setPermissionCheckV2(isEnabled: boolean): void;

  /**
   * Issues the tokens that a login of this person at this application would issue, without a browser. `app`
   * is the name of a PKCE application and `scope` a space-separated list. The tokens are valid for
   * `lifetimeSeconds` (default 12 hours). A refresh token is included if the scope contains `offline_access`.
   * Rejects if the application does not use PKCE.
   */
  issueTokens(user: string, app: string, scope: string, lifetimeSeconds?: number): Promise<TokenSet>;
  /**
   * Signs arbitrary claims with the active signing key and returns the JWT. The claims are not validated, and
   * the token is not registered: introspection and userinfo reject it.
   */
  signJwt(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** Generates a key and signs with it from now on. Earlier public keys remain published. */
  rotateSigningKey(alg: SigningAlgorithm): Promise<void>;
  /** Revokes an access token, a personal access token, or a refresh token and its session. */
  revoke(token: string): void;

  /**
   * Adds a person and returns the user id. The organization defaults to the first one of the seed. The user
   * name is the name, plus the suffix in `EmulatorOptions.userNameSuffix`. Throws if the name is in use.
   */
  addUser(name: string, user: NewPerson): string;
  /** A copy of the user's metadata by key. */
  getMetadata(user: string): Map<string, Uint8Array>;
  /** Removes all metadata of a user and records one event, `user.metadata.removed.all`. */
  removeAllMetadata(user: string): void;
  /** Deactivates a user. All tokens of the user become invalid. */
  deactivateUser(user: string): void;
  /** Removes a user with all metadata and records the event `user.removed`. The id is never used again. */
  removeUser(user: string): void;
  /**
   * Removes an organization and its users and records one event, `org.removed`. Takes the name in the seed.
   */
  removeOrganization(organization: string): void;
}

/** A person to add; without an organization, the person joins the first one of the seed. */
export type NewPerson = Omit<PersonSeed, "organization"> & { organization?: string };

export interface TokenSet {
  /** Opaque or a JWT, depending on the application. */
  accessToken: string;
  idToken: string;
  refreshToken?: string;
  /** The remaining lifetime in seconds. */
  expiresIn: number;
}
