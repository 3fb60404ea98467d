import type { BrowserContext } from "@playwright/test";

/** Collects the errors of pages: console errors, uncaught exceptions and failed requests. */
export interface PageErrors {
  /** Ignores errors that match the pattern. For errors that a test causes on purpose. */
  allow(pattern: RegExp): void;
  /** The errors so far, without ignored ones. */
  readonly unexpected: readonly string[];
  watch(context: BrowserContext): void;
}

export function createPageErrors(): PageErrors {
  const allowed: RegExp[] = [];
  const all: string[] = [];
  return {
    allow(pattern) {
      allowed.push(pattern);
    },
    get unexpected() {
      return all.filter((error) => !allowed.some((pattern) => pattern.test(error)));
    },
    watch(context) {
      context.on("console", (message) => {
        if (message.type() === "error") all.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => {
        all.push(`thrown: ${error.error().stack ?? error.error().message}`);
      });
      context.on("requestfailed", (request) => {
        const reason = request.failure()?.errorText ?? "";
        // The browser aborts requests when the user leaves a page, or when the page no longer needs the
        // response.
        if (reason !== "net::ERR_ABORTED") all.push(`request: ${request.url()} ${reason}`);
      });
    },
  };
}
