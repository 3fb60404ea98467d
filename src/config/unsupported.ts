import type { Environment } from "./environment.js";

/**
 * Variables that are documented for later versions and whose being ignored would let in or give away what their setter meant
 * to keep. Each leaves this list with the version that has it.
 */
const unsupported = [
  "ROUTER_SECRET",
  "ROUTER_SECRET_FILE",
  "LIMIT_DEPTH",
  "LIMIT_ALIASES",
  "LIMIT_TOKENS",
  "LIMIT_ANSWER_BYTES",
];

export function refuseUnsupported(environment: Environment): void {
  for (const variable of unsupported) {
    if (environment.text(variable) === undefined) continue;
    environment.report({
      variable,
      found: "a value",
      expected: "nothing: this version does not have it yet",
    });
  }
}
