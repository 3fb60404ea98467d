import { keyProblemOf, maxKeyLength } from "../metadata/key.js";
import type { ForwardAuthHeader } from "./config.js";
import type { Environment } from "./environment.js";
import { http } from "./settings/http.js";

/** Proxies limit the number of headers of a request; many of them allow 100. */
const maxKeys = 32;

/** Reads the keys of forward auth and names their headers. Reports invalid keys, and keys with the same header. */
export function readForwardAuth(environment: Environment): readonly ForwardAuthHeader[] {
  const setting = http.forwardAuthKeys;
  const keys = environment.read(setting);
  const report = (problem: string, hint: string): void => {
    environment.report({ variable: setting.name, problem, hint });
  };
  if (keys.length > maxKeys) {
    report(`${keys.length} keys`, `expected at most ${maxKeys}`);
    return [];
  }
  const keyByHeader = new Map<string, string>();
  for (const key of keys) {
    if (keyProblemOf(key) !== undefined) {
      report(
        `invalid key ${JSON.stringify(shorten(key))}`,
        `expected a metadata key of 1 to ${maxKeyLength} characters`,
      );
      continue;
    }
    const header = headerNameOf(key);
    const other = keyByHeader.get(header);
    if (other === undefined) keyByHeader.set(header, key);
    else {
      report(
        `the keys ${JSON.stringify(other)} and ${JSON.stringify(key)} have the same header ${header}`,
        "list one of them",
      );
    }
  }
  return [...keyByHeader].map(([header, key]) => ({ key, header }));
}

/** An invalid key may be as long as the environment allows. */
function shorten(key: string): string {
  return key.length > 20 ? `${key.slice(0, 20)}…` : key;
}

/** The key in title case. Every character other than an ASCII letter or digit becomes a hyphen. */
function headerNameOf(key: string): string {
  const words = key.replaceAll(/[^A-Za-z\d]/gu, "-").split("-");
  return ["X-User-Metadata", ...words.map(toTitleCase)].join("-");
}

function toTitleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
