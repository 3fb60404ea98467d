import type * as z from "zod";
import { coversPattern } from "../../access/key-pattern.js";
import { builtInPolicy, type Policy } from "../../access/policy.js";
import { parseJsonSetting } from "../../lib/parse-json-setting.js";
import type { ConfigIssue } from "../config-error.js";
import type { Environment } from "../environment.js";
import { policyFile } from "./policy-file.js";
import { metadata } from "../settings/metadata.js";

type PolicyIssue = Omit<ConfigIssue, "variable">;

/** Reads METADATA_POLICY, or the file that METADATA_POLICY_FILE names. The default is the built-in policy. */
export function readPolicy(environment: Environment): { policy: Policy; source: string | undefined } {
  const text = environment.read(metadata.policy);
  const variable = environment.sourceOf(metadata.policy);
  if (text === undefined || variable === undefined) return { policy: builtInPolicy, source: undefined };
  const issues: PolicyIssue[] = [];
  const policy = parsePolicy(text, issues) ?? builtInPolicy;
  for (const issue of issues) environment.report({ variable, ...issue });
  return { policy, source: variable };
}

function parsePolicy(text: string, issues: PolicyIssue[]): Policy | undefined {
  const json = parseJsonSetting(text, "METADATA_POLICY_FILE");
  if ("problem" in json) {
    issues.push({ problem: json.problem, hint: `expected a JSON object with rules${json.fileHint}` });
    return undefined;
  }
  const parsed = policyFile.safeParse(json.value, { reportInput: true });
  if (!parsed.success) {
    issues.push(...parsed.error.issues.map(toPolicyIssue));
    return undefined;
  }
  const shadowed = findShadowedKeys(parsed.data);
  issues.push(...shadowed.map((problem) => ({ problem, hint: "remove the key or move it up" })));
  return { rules: parsed.data.rules };
}

/** Words the problem. The message of a check states what is expected: see `policyFile`. */
function toPolicyIssue(issue: z.core.$ZodIssue): PolicyIssue {
  return { problem: problemOf(issue), hint: `expected ${issue.message}` };
}

function problemOf(issue: z.core.$ZodIssue): string {
  const { path, input } = issue;
  if (issue.code === "unrecognized_keys") {
    const noun = issue.keys.length === 1 ? "property" : "properties";
    const names = issue.keys.map((key) => JSON.stringify(key)).join(", ");
    return `${placeOf(path)} has the unknown ${noun} ${names}`;
  }
  if (input === undefined) return `${placeOf(path.slice(0, -1))} has no ${String(path.at(-1))}`;
  if (Array.isArray(input) && issue.code === "too_small") return `${placeOf(path)} is empty`;
  const place = path.length === 0 ? "the top level" : placeOf(path);
  return `invalid value ${JSON.stringify(input)} at ${place}`;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the policy" : path.map(String).join(".");
}

/**
 * Describes the patterns that earlier patterns cover completely. Such a pattern is a mistake: it never
 * applies, so its rule silently grants or denies less than it says.
 */
function findShadowedKeys({ rules }: z.infer<typeof policyFile>): string[] {
  const earlier: { readonly place: string; readonly pattern: (typeof rules)[number]["keys"][number] }[] = [];
  return rules.flatMap(({ keys }, rule) =>
    keys.flatMap((pattern, index) => {
      const place = `rules.${rule}.keys.${index}`;
      const covering = earlier.find((candidate) => coversPattern(candidate.pattern, pattern));
      earlier.push({ place, pattern });
      return covering === undefined ? [] : [`${place} never applies because ${covering.place} covers it`];
    }),
  );
}
