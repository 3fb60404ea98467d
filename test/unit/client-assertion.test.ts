import { generateKeyPairSync } from "node:crypto";
import { decodeJwt } from "jose";
import { expect, it } from "vitest";
import { Secret } from "../../src/lib/secret.js";
import { createAssertion } from "../../src/zitadel/oidc/client-authentication.js";
import { createTestClock } from "../support/test-clock.js";

it("dates client assertions back by 30 s, so that ZITADEL's clock may be behind", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const clock = createTestClock();
  const credentials = { kind: "key", clientId: "1", keyId: "2", privateKey: new Secret(pem) } as const;
  const { iat = 0, exp = 0 } = decodeJwt(
    await createAssertion(credentials, "https://zitadel.example", clock)(),
  );
  const now = Math.floor(clock.unixMs() / 1000);
  expect({ iat, exp }).toEqual({ iat: now - 30, exp: now + 30 * 60 });
});
