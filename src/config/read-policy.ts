import type { z } from "zod";
import { coversPattern } from "../metadata/key-pattern.js";
import { builtInPolicy, type Policy } from "../metadata/policy.js";
import type { Environment } from "./environment.js";
import { policyFile } from "./policy-file.js";

/** The rules of METADATA_POLICY, or of the file that METADATA_POLICY_FILE names; those that are built in when neither is set. */
export function readPolicy(environment: Environment): Policy {
  const source = environment.textOrFile("METADATA_POLICY");
  if (source === undefined) return builtInPolicy;
  const { variable, text } = source;
  const report = (found: string, expected: string): Policy => {
    environment.report({ variable, found, expected });
    return builtInPolicy;
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return report(
      `no JSON (${error instanceof Error ? error.message : String(error)})`,
      "a JSON object with rules",
    );
  }
  const parsed = policyFile.safeParse(value);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      report(`at ${placeOf(path)}: ${message}`, "a policy as its JSON Schema says");
    return builtInPolicy;
  }
  const rules = parsed.data.rules.map((rule) => ({ ...rule, maxValueBytes: rule.maxValueBytes }));
  for (const problem of shadowedKeys(parsed.data))
    report(problem, "keys that the rule can ever decide about");
  return { rules };
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "its top" : path.map(String).join(".");
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
