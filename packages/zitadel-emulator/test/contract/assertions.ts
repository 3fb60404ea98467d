import { createSign } from "node:crypto";
import type { TestZitadel } from "../zitadel/test-zitadel.js";

/**
 * The client assertions of the recordings: RS256, valid for five minutes, `iss` = `sub`, `aud` = the issuer.
 */
export async function createAssertions({ issuer, directory }: TestZitadel): Promise<Record<string, string>> {
  const [app, manager] = await Promise.all([directory.key("api-key"), directory.key("manager")]);
  const now = Math.floor(Date.now() / 1000);
  const sign = (
    key: { keyId: string; key: string },
    sub: string,
    other: Record<string, unknown> = {},
  ): string => {
    const claims = { iss: sub, sub, aud: issuer, iat: now, exp: now + 300, ...other };
    const signed = `${encode({ alg: "RS256", kid: key.keyId, typ: "JWT" })}.${encode(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key.key, "base64url")}`;
  };
  const managerId = directory.user("manager");
  return {
    "api-key": sign(app, directory.app("api-key")),
    manager: sign(manager, managerId),
    "manager-expired": sign(manager, managerId, { exp: 1000 }),
    "manager-for-nobody": sign(manager, directory.user("nobody")),
    "manager-other-audience": sign(manager, managerId, { aud: "http://other" }),
  };
}

function encode(part: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
