import leven from "leven";
import type { Environment } from "./environment.js";

/** Prefixes of the subgraph's own variables. */
const ownPrefixes =
  /^(ALLOWED_CLIENT|CORS|GRAPHQL|JWT|MAX|METADATA|REDIS|REPLICA|REQUEST|ROUTER|SELF_READ|SHUTDOWN|SUBGRAPH|TOKEN|UPSTREAM|ZITADEL)_/;
/** Variables that Kubernetes and Docker set for a service named `zitadel`. */
const injectedByOrchestrators = /_(SERVICE_(HOST|PORT.*)|PORT(_.*)?)$/;
/**
 * Prefixes that other software does not use. Every unknown variable with such a prefix is rejected, because
 * these variables restrict access.
 */
const strictPrefixes = /^(METADATA_POLIC|ROUTER_SECRET)/;

/**
 * Reports variables whose names look like misspelled variables of the subgraph. Ignoring a misspelled policy
 * or secret would lift the restriction it was set for. Other software may use prefixes such as `ZITADEL_`,
 * too. Therefore, except for `strictPrefixes`, a name is reported only if at most two letters differ, and at
 * most one letter in five. Call this after all variables were read.
 */
export function rejectUnknownVariables(environment: Environment): void {
  const { names, declared } = environment;
  for (const name of names) {
    if (!ownPrefixes.test(name) || declared.has(name) || injectedByOrchestrators.test(name)) continue;
    const [nearest] = [...declared]
      .map((variable) => ({ variable, edits: leven(name, variable) }))
      .sort((a, b) => a.edits - b.edits);
    if (nearest === undefined) continue;
    const letters = nearest.variable.length - nearest.variable.indexOf("_") - 1;
    if (!strictPrefixes.test(name) && nearest.edits > Math.min(2, letters / 5)) continue;
    environment.report({
      variable: name,
      problem: "unknown variable",
      hint: `did you mean ${nearest.variable}?`,
    });
  }
}
