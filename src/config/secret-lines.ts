import { Secret } from "../lib/secret.js";
import type { Environment } from "./environment.js";

/** Visible ASCII: what a header can carry as it is. */
const visible = /^[\x21-\x7e]+$/;

/** A secret, or two while one takes the other's place, a line each; none where the variable is not set. */
export function readSecretLines(
  environment: Environment,
  variable: string,
  expected: string,
): readonly Secret[] {
  const lines = environment.secret(variable)?.reveal().split("\n") ?? [];
  const secrets = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (secrets.length > 2 || !secrets.every((secret) => visible.test(secret))) {
    const received = `${secrets.length} ${secrets.length === 1 ? "line" : "lines"} (not shown)`;
    environment.report({ variable, received, expected });
  }
  return secrets.map((secret) => new Secret(secret));
}
