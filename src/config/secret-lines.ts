import { Secret } from "../lib/secret.js";
import type { Environment } from "./environment.js";

/** Visible ASCII characters: an HTTP header transmits them unchanged. */
const visible = /^[\x21-\x7e]+$/;

/**
 * Reads one secret, or two during a rotation, one per line. Returns an empty list if the variable is not set.
 */
export function readSecretLines(
  environment: Environment,
  variable: string,
  expected: string,
): readonly Secret[] {
  const lines = environment.secret(variable)?.reveal().split("\n") ?? [];
  const secrets = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (secrets.length > 2 || !secrets.every((secret) => visible.test(secret))) {
    const lineCount = `${secrets.length} ${secrets.length === 1 ? "line" : "lines"}`;
    environment.report({
      variable,
      problem: `invalid value (${lineCount}, hidden)`,
      hint: `expected ${expected}`,
    });
  }
  return secrets.map((secret) => new Secret(secret));
}
