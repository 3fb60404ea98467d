import type { Config } from "../../../src/config/config.js";
import { readConfig } from "../../../src/config/read-config.js";

const minimalEnv = { ZITADEL_ISSUER: "https://zitadel.example", ZITADEL_PROJECT_ID: "1" };
const { delayMs, graceMs } = readConfig(minimalEnv).shutdown;
/** What SHUTDOWN_DELAY_MS and SHUTDOWN_GRACE_MS are together, in seconds, where nobody sets them. */
export const shutdownSeconds = (delayMs + graceMs) / 1000;

type Variables = Readonly<Record<string, string>>;

/** The configuration that the subgraph would start with, and the variables among these that it knows nothing of. */
export function readConfigUsage(variables: Variables): { config: Config; ignored: readonly string[] } {
  const read = new Set<string>();
  readConfig(
    new Proxy(variables, {
      get(target, name) {
        read.add(String(name));
        return target[String(name)];
      },
      // It looks at all of them for misspelt ones, too: that is not to count.
      ownKeys: () => [],
    }),
  );
  return { config: readConfig(variables), ignored: Object.keys(variables).filter((name) => !read.has(name)) };
}
