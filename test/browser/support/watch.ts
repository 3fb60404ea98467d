import type { BrowserContext } from "@playwright/test";

/** What the pages of a browser complained about. */
export interface Watch {
  /** This is what the test is about: complaints with these words are none. */
  allow(words: RegExp): void;
  readonly complaints: readonly string[];
  watch(context: BrowserContext): void;
}

export function createWatch(): Watch {
  const allowed: RegExp[] = [];
  const all: string[] = [];
  return {
    allow(words) {
      allowed.push(words);
    },
    get complaints() {
      return all.filter((it) => !allowed.some((words) => words.test(it)));
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
        // A page that is left, or that no longer needs the answer.
        if (reason !== "net::ERR_ABORTED") all.push(`request: ${request.url()} ${reason}`);
      });
    },
  };
}
