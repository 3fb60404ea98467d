import type * as z from "zod";
import { coversPattern } from "../access/key-pattern.js";
import { builtInPolicy, type Policy } from "../access/policy.js";
import type { ConfigIssue } from "./config-error.js";
import type { Environment } from "./environment.js";
import { policyFile } from "./policy-file.js";

/** The rules of METADATA_POLICY, or of the file that METADATA_POLICY_FILE names; those that are built in when neither is set. */
export function readPolicy(environment: Environment): { policy: Policy; source: string | undefined } {
  environment.rejectEmpty("METADATA_POLICY", "METADATA_POLICY_FILE");
  const received = environment.textOrFile("METADATA_POLICY");
  if (received === undefined) return { policy: builtInPolicy, source: undefined };
  const { variable, text } = received;
  const problems: Omit<ConfigIssue, "variable">[] = [];
  const policy = parsePolicy(text, problems) ?? builtInPolicy;
  for (const problem of problems) environment.report({ variable, ...problem });
  return { policy, source: variable };
}

function parsePolicy(text: string, problems: Omit<ConfigIssue, "variable">[]): Policy | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const received = `no JSON (${error instanceof Error ? error.message : String(error)})`;
    const hint = text.startsWith("{") ? "" : "; to name a file use METADATA_POLICY_FILE";
    problems.push({ received, expected: `a JSON object with rules${hint}` });
    return undefined;
  }
  const parsed = policyFile.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map(problemOf));
    return undefined;
  }
  const shadowed = shadowedKeys(parsed.data);
  problems.push(
    ...shadowed.map((received) => ({ received, expected: "keys that the rule can ever decide about" })),
  );
  return { rules: parsed.data.rules };
}

/** Our own checks are of texts, and their messages say what is expected; zod's say what is wrong. */
function problemOf({ code, path, message, input }: z.core.$ZodIssue): Omit<ConfigIssue, "variable"> {
  const place = path.length === 0 ? "its top" : path.map(String).join(".");
  const isOurs = code === "custom" || code === "invalid_format";
  if (isOurs) return { received: `${JSON.stringify(input)} at ${place}`, expected: message };
  return { received: `at ${place}: ${message}`, expected: "the form of docs/metadata-policy.schema.json" };
}

/** What an earlier pattern has taken is a mistake, and one that gives or takes away rights in silence. */
function shadowedKeys({ rules }: z.infer<typeof policyFile>): string[] {
  const earlier: { readonly place: string; readonly pattern: (typeof rules)[number]["keys"][number] }[] = [];
  return rules.flatMap(({ keys }, rule) =>
    keys.flatMap((pattern, index) => {
      const place = `rules.${rule}.keys.${index}`;
      const by = earlier.find((it) => coversPattern(it.pattern, pattern));
      earlier.push({ place, pattern });
      return by === undefined
        ? []
        : [`at ${place}: it is never reached, ${by.place} decides about all of it`];
    }),
  );
}
