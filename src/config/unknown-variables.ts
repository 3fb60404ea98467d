import { nearestName } from "./nearest-name.js";
import type { ConfigIssue } from "./config-error.js";
import { settingGroups } from "./settings/settings.js";

/** Prefixes that only names of the subgraph have. */
const ownPrefixes =
  /^(ALLOWED_CLIENT|JWT_SKIP|MAX_(ENTRIES|QUERY|REPRESENTATIONS|USER_METADATA)|METADATA_(CACHE|POLIC|SCHEMA)|REPLICA_|ROUTER_SECRET|SELF_READ|SUBGRAPH_(ATTRIBUTE|DIRECTIVE|LOOKUP|NAME_|ROOT|SEARCH|USER)|UPSTREAM_|ZITADEL_(INTROSPECTION|SERVICE_USER)_)/i;
/** Variables that Kubernetes and Docker set for a service, such as one named `zitadel` or `replica`. */
const injectedByOrchestrators = /_(SERVICE_(HOST|PORT.*)|PORT(_.*)?)$/;

/** Maximum number of letters that a misspelled name differs in. */
const maxEdits = 2;

const known = new Set(
  settingGroups
    .flatMap(({ settings }) => settings)
    .flatMap(({ name, hasFile, hasLowerCase }) => [
      name,
      ...(hasFile ? [`${name}_FILE`] : []),
      ...(hasLowerCase ? [name.toLowerCase()] : []),
    ]),
);

/**
 * Finds variables that are not settings but look like one. With a prefix of the subgraph's own they are
 * problems: ignoring a misspelled policy or secret would lift the restriction that it was set for. Other names
 * may belong to other software. They are warnings, if at most two letters differ from a setting, and at most
 * one letter in five, or if they are the beginning of a setting.
 */
export function findUnknownVariables(names: readonly string[]): {
  readonly problems: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
} {
  const problems: ConfigIssue[] = [];
  const warnings: ConfigIssue[] = [];
  for (const variable of names) {
    if (known.has(variable) || injectedByOrchestrators.test(variable)) continue;
    const isOwn = ownPrefixes.test(variable);
    const name = suggestSetting(variable.toUpperCase(), isOwn);
    if (name === undefined) continue;
    const issue = { variable, problem: "unknown variable", hint: `did you mean ${name}?` };
    (isOwn ? problems : warnings).push(issue);
  }
  return { problems, warnings };
}

/**
 * A setting that is spelled almost the same, or that starts with these words, whose last may be a plural:
 * `SHUTDOWN_DELAY`, `SUBGRAPH_ROOTS`. For a variable with a prefix of the subgraph's own, otherwise the nearest.
 */
function suggestSetting(variable: string, isOwn: boolean): string | undefined {
  const nearest = nearestName(variable, isOwn ? known : namesOfLength(variable.length));
  if (nearest !== undefined && nearest.edits <= Math.min(maxEdits, lettersAfterPrefix(nearest.name) / 5)) {
    return nearest.name;
  }
  const words = variable.replace(/S$/, "");
  const longer = words.includes("_") ? [...known].find((name) => name.startsWith(`${words}_`)) : undefined;
  return longer ?? (isOwn ? nearest?.name : undefined);
}

/** The settings that may differ by only `maxEdits` letters. Most variables belong to other software. */
function namesOfLength(length: number): readonly string[] {
  return [...known].filter((name) => Math.abs(name.length - length) <= maxEdits);
}

function lettersAfterPrefix(name: string): number {
  return name.length - name.indexOf("_") - 1;
}
