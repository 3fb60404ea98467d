import type { Environment } from "./environment.js";

/**
 * Variables that are documented for later versions and whose being ignored would let in or give away what their setter meant
 * to keep. Each leaves this list with the version that has it.
 */
const unsupported = [
  "METADATA_POLICY",
  "METADATA_POLICY_FILE",
  "ZITADEL_CLIENTS",
  "SUBGRAPH_USER",
  "SUBGRAPH_DIRECTIVES",
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
