/** A check of something that some requests need, so that a mistake is noticed before a request fails. */
export interface StartupCheck {
  /** Names it in the log, with the settings: `service user (ZITADEL_SERVICE_USER_…)`. */
  readonly subject: string;
  /** The log message of success. */
  readonly confirmation: string;
  /** Throws the Failure that requests would have. Resolves to fields for the log. */
  readonly verify: () => Promise<Readonly<Record<string, unknown>>>;
}
