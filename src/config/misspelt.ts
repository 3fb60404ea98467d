import leven from "leven";
import type { Environment } from "./environment.js";

/** What our variables begin with. */
const ours = /^(ZITADEL|METADATA|SUBGRAPH|LIMIT|ROUTER|CORS|UPSTREAM|REPLICA|REDIS|REQUEST|SHUTDOWN)_/;
/** Kubernetes and Docker set these for a service that is called zitadel. */
const setByOthers = /_(SERVICE_(HOST|PORT.*)|PORT(_.*)?)$/;
/** What nobody else's variables begin with, and what leaves something open when it is ignored. */
const onlyOurs = /^(METADATA_POLIC|ROUTER_SECRET)/;

/**
 * Refuses variables that look like ours and are none: a policy or a secret that is ignored for a letter leaves open what was to
 * be closed. Others may use `ZITADEL_` too, so but for the above only a letter or two may differ, of ten. To be called when all variables have
 * been read.
 */
export function refuseMisspelt(environment: Environment): void {
  const { names, known } = environment;
  for (const name of names) {
    if (!ours.test(name) || known.has(name) || setByOthers.test(name)) continue;
    const [nearest] = [...known]
      .map((variable) => ({ variable, edits: leven(name, variable) }))
      .sort((a, b) => a.edits - b.edits);
    if (nearest === undefined) continue;
    const letters = nearest.variable.length - nearest.variable.indexOf("_") - 1;
    if (!onlyOurs.test(name) && nearest.edits > Math.min(2, letters / 5)) continue;
    environment.report({
      variable: name,
      found: "a value for a variable that there is not",
      expected: `${nearest.variable}, if that is meant`,
    });
  }
}
