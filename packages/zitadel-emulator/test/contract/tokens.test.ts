import { decodeJwt, decodeProtectedHeader } from "jose";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { exchange } from "../zitadel/exchange.js";
import { requestTokens } from "../zitadel/login.js";
import { startTestZitadel } from "../zitadel/start-test-zitadel.js";
import type { TestZitadel } from "../zitadel/test-zitadel.js";
import { compare } from "./compare.js";
import { createPlaceholders, fill, type Placeholders } from "./placeholders.js";

const algorithms = ["RS256", "ES256", "EdDSA"] as const;
const parts = z.strictObject({ header: z.unknown(), claims: z.unknown() });

// Recorded tokens, one entry per grant type and scope, and the published keys after each rotation.
const issued = z.strictObject({
  scenario: z.string(),
  given: z.strictObject({
    user: z.string(),
    scope: z.string(),
    app: z.string().default(""),
    grant: z.string().default("authorization_code"),
  }),
  tokenResponse: z.unknown().optional(),
  idToken: parts,
  accessToken: z.union([parts, z.strictObject({ header: z.array(z.string()) })]),
});
const rotated = z.strictObject({
  scenario: z.string(),
  activation: z.number(),
  accessTokenHeader: z.looseObject({ alg: z.enum(algorithms) }),
  keys: z.array(z.record(z.string(), z.string())),
});
const tokenSet = z.looseObject({ access_token: z.string(), id_token: z.string() });

const text = readFileSync(new URL("./golden/tokens.json", import.meta.url), "utf8");
const listing = z.object({ scenarios: z.array(z.union([issued, rotated])) }).parse(JSON.parse(text));

describe("tokens", () => {
  let zitadel: TestZitadel;
  let placeholders: Placeholders;
  beforeAll(async () => {
    zitadel = await startTestZitadel("c0ffee");
    placeholders = createPlaceholders(zitadel);
  });
  afterAll(() => zitadel[Symbol.asyncDispose]());

  for (const golden of listing.scenarios) {
    if ("keys" in golden) {
      test(`tokens · ${golden.scenario}`, { tags: ["embedded"] }, async () => {
        await zitadel.emulator.rotateSigningKey(golden.accessTokenHeader.alg);
        const { accessToken } = await zitadel.issueTokens("road-runner", "spa-jwt", "openid");
        const { body } = await exchange(zitadel.issuer, { path: "/oauth/v2/keys" });
        const { keys } = z.object({ keys: z.array(z.record(z.string(), z.string())) }).parse(body);
        const { kid } = decodeProtectedHeader(accessToken);
        expect(
          compare(golden.accessTokenHeader, decodeProtectedHeader(accessToken), placeholders, "header"),
        ).toEqual([]);
        expect(keys.find((key) => key["kid"] === kid)).toMatchObject({ alg: golden.accessTokenHeader.alg });
        expect(kindsOf(keys)).toEqual(kindsOf(golden.keys));
      });
      continue;
    }
    test(`tokens · ${golden.scenario}`, async () => {
      const response = await requestTokensAs(zitadel, golden.given, placeholders);
      expect(compare(golden.tokenResponse ?? response, response, placeholders, "response")).toEqual([]);
      const { access_token: accessToken, id_token: idToken } = tokenSet.parse(response);
      expect(compare(golden.idToken, partsOf(idToken), placeholders, "idToken")).toEqual([]);
      expect(compare(golden.accessToken, partsOf(accessToken), placeholders, "accessToken")).toEqual([]);
    });
  }

  test("tokens · issueTokens returns the tokens of a login, without a nonce", {
    tags: ["embedded"],
  }, async () => {
    const scope = "openid profile offline_access urn:zitadel:iam:user:metadata";
    const direct = await zitadel.issueTokens("road-runner", "spa-jwt", scope);
    const login = { loginName: `road-runner-${zitadel.userNameSuffix}`, app: "spa-jwt", scope };
    const byLogin = tokenSet.parse((await requestTokens(zitadel, login)).body);
    expect(namesIn(direct.accessToken)).toEqual(namesIn(byLogin.access_token));
    expect([...namesIn(direct.idToken), "nonce"].sort()).toEqual(namesIn(byLogin.id_token));
    expect(direct.expiresIn).toBe(byLogin["expires_in"]);
    expect(direct.refreshToken).toBeTypeOf("string");
  });
});

async function requestTokensAs(
  zitadel: TestZitadel,
  { user, app, grant, scope: scopeTemplate }: z.infer<typeof issued>["given"],
  placeholders: Placeholders,
): Promise<unknown> {
  const scope = fill(scopeTemplate, placeholders);
  if (grant !== "client_credentials") {
    return (await requestTokens(zitadel, { loginName: `${user}-${zitadel.userNameSuffix}`, app, scope }))
      .body;
  }
  const { directory, issuer } = zitadel;
  const client = `${user}-client`;
  const form = {
    grant_type: grant,
    scope,
    client_id: directory.app(client),
    client_secret: directory.secret(client),
  };
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams(form).toString();
  return (await exchange(issuer, { method: "POST", path: "/oauth/v2/token", headers, body })).body;
}

/** Header and claims of a JWT, or the sorted header names of an opaque token. */
function partsOf(token: string): unknown {
  if (token.split(".").length === 5) return { header: Object.keys(decodeProtectedHeader(token)).sort() };
  return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
}

function namesIn(jwt: string): string[] {
  return Object.keys(decodeJwt(jwt)).sort();
}

function kindsOf(keys: readonly Record<string, string>[]): string[] {
  const kinds = keys.map(({ use, kty, alg, crv }) => JSON.stringify({ use, kty, alg, crv }));
  return [...new Set(kinds)].sort();
}
