import type { Environment } from "./environment.js";
import { isLoopback } from "./schemas/basic.js";
import { zitadel } from "./settings/zitadel.js";

/** Reads the issuer. It is called with tokens and secrets, so plain HTTP needs permission. */
export function readIssuer(environment: Environment): string {
  const issuer = environment.read(zitadel.issuer);
  const isAllowed = environment.read(zitadel.allowHttp);
  if (isPlainHttp(issuer) && !isAllowed) {
    environment.report({
      variable: zitadel.issuer.name,
      problem: `${JSON.stringify(issuer)} is not encrypted`,
      hint: `use https://, or set ${zitadel.allowHttp.name}=true if the network is trusted`,
    });
  }
  return issuer;
}

/** Whether calls to this origin leave the machine without encryption. */
export function isPlainHttp(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.protocol === "http:" && !isLoopback(url);
}
