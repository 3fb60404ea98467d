import leven from "leven";
import type { Environment } from "./environment.js";

/** What our variables begin with. */
const ownPrefixes =
  /^(ALLOWED_CLIENT|CORS|GRAPHQL|JWT|MAX|METADATA|REDIS|REPLICA|REQUEST|ROUTER|SELF_READ|SHUTDOWN|SUBGRAPH|TOKEN|UPSTREAM|ZITADEL)_/;
/** Kubernetes and Docker set these for a service that is called zitadel. */
const injectedByOrchestrators = /_(SERVICE_(HOST|PORT.*)|PORT(_.*)?)$/;
/** What nobody else's variables begin with, and what leaves something open when it is ignored. */
const strictPrefixes = /^(METADATA_POLIC|ROUTER_SECRET)/;

/**
 * Refuses variables that look like ours and are none: a policy or a secret that is ignored for a letter leaves open what was to
 * be closed. Others may use `ZITADEL_` too, so but for the above only a letter or two may differ, of ten. To be called when all variables have
 * been read.
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
      received: "a value for a variable that there is not",
      expected: `${nearest.variable}, if that is meant`,
    });
  }
}
