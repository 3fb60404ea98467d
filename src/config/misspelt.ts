import leven from "leven";
import type { Environment } from "./environment.js";

/** What our variables begin with. */
const ours = /^(ZITADEL|METADATA|SUBGRAPH|LIMIT|ROUTER|CORS|UPSTREAM|REQUEST)_/;
/** Kubernetes and Docker set these for a service that is called zitadel. */
const setByOthers = /_(SERVICE_(HOST|PORT.*)|PORT(_.*)?)$/;
const mostEdits = 3;

/**
 * Refuses variables that look like ours and are none: a policy or a secret that is ignored for a letter leaves open what was to
 * be closed. To be called when all variables have been read.
 */
export function refuseMisspelt(environment: Environment): void {
  const { names, known } = environment;
  for (const name of names) {
    if (!ours.test(name) || known.has(name) || setByOthers.test(name)) continue;
    const nearest = [...known]
      .map((it) => ({ it, edits: leven(name, it, { maxDistance: mostEdits + 1 }) }))
      .sort((a, b) => a.edits - b.edits)[0];
    if (nearest === undefined || nearest.edits > mostEdits) continue;
    environment.report({
      variable: name,
      found: "a value for a variable that there is not",
      expected: `${nearest.it}, if that is meant`,
    });
  }
}
