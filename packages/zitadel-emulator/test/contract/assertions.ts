import { createSign } from "node:crypto";
import type { TestZitadel } from "../zitadel/test-zitadel.js";

/** Signs a client assertion of the recordings by its name; undefined for an unknown name. */
export type SignAssertion = (name: string) => string | undefined;

/**
 * Assertions are RS256, valid for five minutes from now, `iss` = `sub`, `aud` = the issuer. A name consists of
 * the client and the claims that differ, such as `manager-iat-3-ahead`.
 */
export async function createAssertions({ issuer, directory }: TestZitadel): Promise<SignAssertion> {
  const [appKey, managerKey] = await Promise.all([directory.key("api-key"), directory.key("manager")]);
  const clients = [
    { name: "api-key", id: directory.app("api-key"), key: appKey },
    { name: "manager", id: directory.user("manager"), key: managerKey },
  ];
  return (name) => {
    const client = clients.find((it) => name.startsWith(it.name));
    if (client === undefined) return undefined;
    const { id, key } = client;
    const now = Math.floor(Date.now() / 1000);
    const variant = name.slice(client.name.length + 1);
    const nobody = directory.user("nobody");
    const variants: Record<string, Record<string, unknown>> = {
      "": {},
      now: {},
      "iat-3-ahead": { iat: now + 3 },
      "iat-30-ahead": { iat: now + 30 },
      "iat-60-ago": { iat: now - 60 },
      "iat-3700-ago": { iat: now - 3700 },
      "exp-1-ago": { iat: now - 60, exp: now - 1 },
      expired: { exp: 1000 },
      "for-nobody": { iss: nobody, sub: nobody },
      "other-audience": { aud: "http://other" },
    };
    const changes = variants[variant];
    if (changes === undefined) return undefined;
    const claims = { iss: id, sub: id, aud: issuer, iat: now, exp: now + 300, ...changes };
    const signed = `${encode({ alg: "RS256", kid: key.keyId, typ: "JWT" })}.${encode(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key.key, "base64url")}`;
  };
}

function encode(part: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
