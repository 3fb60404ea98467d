import type { WebhookFault } from "./actions/webhooks.js";
import type { DelayedEvents } from "./events/event-log.js";
import type { Call } from "./http/calls.js";
import type { Delay, Fault } from "./http/fault.js";
import type { PendingRequest } from "./http/pending-request.js";
import type { SigningAlgorithm } from "./tokens/signing-keys.js";
import type { PersonSeed } from "./seed/seed.js";
import type { Directory } from "./seed/directory.js";

/** A running ZITADEL and what a test may do to it that no API offers. Users go by name or id. */
export interface Emulator extends AsyncDisposable {
  readonly issuer: string;
  readonly directory: Directory;
  /** The last 10,000 requests received, oldest first. */
  readonly calls: readonly Call[];
  clearCalls(): void;
  /** The next requests (one, unless told otherwise) whose path is the route, or matches it, meet the fault. */
  failNext(route: string | RegExp, fault: Fault, times?: number): void;
  /** The next request of the route waits until it is released, and meets no other fault. */
  holdNext(route: string | RegExp, how?: Omit<Delay, "until">): PendingRequest;
  /**
   * What the next writes (one, unless told otherwise) change is there at once, but searches do not find the events
   * before they are released: they are late, once later ones were found.
   */
  delayNextEvents(writes?: number): DelayedEvents;
  /** Searches answer without what comes from now on, until that is released. */
  pauseEvents(): DelayedEvents;
  /** The history up to now is gone, but for so many of the last events: none, unless told otherwise. */
  truncateEvents(keep?: number): void;
  /** Searches that would answer with more are refused, as those above 10 MiB are, until it is calm. */
  setMaxEventPageBytes(bytes: number): void;
  /** The next webhooks (one, unless told otherwise) are not sent, or sent twice. */
  failNextWebhook(fault: WebhookFault, times?: number): void;
  /** Nothing of that happens any more to what comes from now on, and searches find all events that there are. */
  reset(): void;
  /** Puts the emulator's clock ahead, for tokens to run out, and receivers of webhooks out of time. */
  advanceClock(ms: number): void;

  /** What a login of this person at this application would end with. Good for 12 hours unless told otherwise. */
  issueTokens(user: string, app: string, scope: string, lifetimeSeconds?: number): Promise<TokenSet>;
  /** A JWT that the active key signs, whatever it says. */
  signJwt(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** From now on a new key signs; the old ones stay published. */
  rotateSigningKey(alg: SigningAlgorithm): Promise<void>;
  revoke(accessToken: string): void;

  /** Adds a person, to the first organization unless told otherwise, and returns the id. */
  addUser(name: string, user: NewPerson): string;
  getMetadata(user: string): Map<string, Uint8Array>;
  /** In one change, which ZITADEL has an event for. */
  removeAllMetadata(user: string): void;
  deactivateUser(user: string): void;
  removeUser(user: string): void;
  /** And whoever is in it. */
  removeOrganization(organization: string): void;
}

export type NewPerson = Omit<PersonSeed, "organization"> & { organization?: string };

export interface TokenSet {
  accessToken: string;
  idToken: string;
  refreshToken?: string;
  /** Seconds. */
  expiresIn: number;
}
