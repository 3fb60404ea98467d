import { createSign } from "node:crypto";
import type { TestZitadel } from "../../support/zitadel/test-zitadel.js";

/** The assertions that the recordings name: RS256, five minutes, `iss` = `sub`, `aud` = the issuer. */
export async function createAssertions({ issuer, world }: TestZitadel): Promise<Record<string, string>> {
  const [app, manager] = await Promise.all([world.key("api-key"), world.key("manager")]);
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
  const managerId = world.user("manager");
  return {
    "api-key": sign(app, world.app("api-key")),
    manager: sign(manager, managerId),
    "manager-expired": sign(manager, managerId, { exp: 1000 }),
    "manager-for-nobody": sign(manager, world.user("nobody")),
    "manager-other-audience": sign(manager, managerId, { aud: "http://other" }),
  };
}

function encode(part: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
