import type { Config } from "../../../src/config/config.js";
import { readConfig } from "../../../src/config/read-config.js";

const minimalEnv = { ZITADEL_ISSUER: "https://zitadel.example", ZITADEL_PROJECT_ID: "1" };
const { delayMs, graceMs } = readConfig(minimalEnv).shutdown;
/** Sum of the defaults of SHUTDOWN_DELAY_MS and SHUTDOWN_GRACE_MS in seconds. */
export const shutdownSeconds = (delayMs + graceMs) / 1000;

type Variables = Readonly<Record<string, string>>;

/** Reads the configuration from these variables. `ignored`: the variables that the subgraph does not read. */
export function readConfigUsage(variables: Variables): { config: Config; ignored: readonly string[] } {
  const read = new Set<string>();
  readConfig(
    new Proxy(variables, {
      get(target, name) {
        read.add(String(name));
        return target[String(name)];
      },
      // The check for unknown variables lists all names. That does not count as reading them.
      ownKeys: () => [],
    }),
  );
  return { config: readConfig(variables), ignored: Object.keys(variables).filter((name) => !read.has(name)) };
}
