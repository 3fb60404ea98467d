import { generateKeyPair, exportJWK, SignJWT, jwtVerify, type JWK } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { createSigningKeys, type SigningKeys } from "../../src/auth/jwks.js";
import { Failure } from "../../src/lib/failure.js";

const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** A key server whose keys can be rotated, which can be made unavailable, and which has its own clock. */
class KeyServer {
  keys: JWK[] = [];
  isDown = false;
  reads = 0;
  now = 0;

  readonly fetch = (): Promise<unknown> => {
    this.reads += 1;
    if (this.isDown) return Promise.reject(new Failure("UPSTREAM_UNAVAILABLE", "down"));
    return Promise.resolve({ keys: this.keys });
  };

  /** Publishes an additional key. Returns a token signed with it. */
  async rotate(kid: string): Promise<string> {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    this.keys.push({ ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" });
    return new SignJWT({}).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
  }
}

describe("ZITADEL's signing keys", () => {
  let server: KeyServer;
  let keys: SigningKeys;
  let first: string;
  beforeEach(async () => {
    server = new KeyServer();
    first = await server.rotate("1");
    keys = createSigningKeys(server.fetch, { now: () => server.now });
  });

  const verify = async (token: string): Promise<string> => {
    try {
      await jwtVerify(token, keys.getKey);
      return "ok";
    } catch (error) {
      return error instanceof Failure
        ? error.code
        : error instanceof Error && "code" in error
          ? String(error.code)
          : "?";
    }
  };

  it("are fetched once for concurrent tokens", async () => {
    expect(await Promise.all([verify(first), verify(first), verify(first)])).toEqual(["ok", "ok", "ok"]);
    expect(server.reads).toBe(1);
  });

  it("are fetched again immediately for an unknown key id", async () => {
    await verify(first);
    expect(await verify(await server.rotate("2"))).toBe("ok");
    expect(server.reads).toBe(2);
  });

  it("are fetched at most once in 30 seconds for key ids that do not exist", async () => {
    const otherServer = new KeyServer();
    await verify(first);
    const unknownTokens = await Promise.all(["a", "b", "c"].map((kid) => otherServer.rotate(kid)));
    for (const token of unknownTokens) expect(await verify(token)).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(2);
    server.now += 29 * seconds;
    expect(await verify(unknownTokens[0] ?? "")).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(2);
    server.now += 1 * seconds;
    expect(await verify(unknownTokens[0] ?? "")).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(3);
  });

  it("report an outage, not an invalid token, if they cannot be fetched for an unknown key id", async () => {
    await verify(first);
    const second = await server.rotate("2");
    server.isDown = true;
    expect([await verify(second), await verify(second)]).toEqual([
      "UPSTREAM_UNAVAILABLE",
      "UPSTREAM_UNAVAILABLE",
    ]);
    expect(server.reads).toBe(2);
    expect(await verify(first)).toBe("ok");
    server.isDown = false;
    server.now += 1 * seconds;
    expect(await verify(second)).toBe("ok");
  });

  it("are fetched once if the first token has an unknown key id", async () => {
    const unknownToken = await new KeyServer().rotate("x");
    expect(await verify(unknownToken)).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(1);
  });

  it("remain cached if an empty or unusable key set is published", async () => {
    await verify(first);
    const unknownToken = await new KeyServer().rotate("x");
    const good = server.keys;
    server.keys = [];
    expect(await verify(unknownToken)).toBe("UPSTREAM_INVALID_RESPONSE");
    expect(await verify(first)).toBe("ok");
    server.keys = [...good, { kty: "RSA", kid: "x", n: "!!", e: "AQAB", alg: "ES256" }];
    server.now += 30 * seconds;
    expect(["UPSTREAM_INVALID_RESPONSE", "ERR_JWKS_NO_MATCHING_KEY"]).toContain(await verify(unknownToken));
    expect(await verify(first)).toBe("ok");
  });

  it("remain in use for 24 hours while their server is unavailable", async () => {
    await verify(first);
    server.isDown = true;
    server.now = 23 * hours;
    expect([await verify(first), keys.has("1")]).toEqual(["ok", true]);
    server.now = 24 * hours;
    expect([await verify(first), keys.has("1")]).toEqual(["UPSTREAM_UNAVAILABLE", false]);
  });

  it("drop a withdrawn key at a refresh after ten minutes", async () => {
    await verify(first);
    await server.rotate("2");
    server.keys.shift();
    server.now = 9 * minutes;
    expect(keys.has("1")).toBe(true);
    server.now = 10 * minutes;
    // The first lookup starts the refresh and does not wait for it.
    expect(keys.has("1")).toBe(true);
    await expect.poll(() => keys.has("1"), { timeout: 60_000 }).toBe(false);
    expect(await verify(first)).toBe("ERR_JWKS_NO_MATCHING_KEY");
  });

  it.each([
    ["an empty response", undefined],
    ["a response without keys", {}],
    ["a key that is not an object", { keys: [1] }],
    ["an empty list of keys", { keys: [] }],
  ])("are reported as UPSTREAM_INVALID_RESPONSE if the server sends %s", async (_, response) => {
    keys = createSigningKeys(() => Promise.resolve(response), { now: () => 0 });
    expect(await verify(first)).toBe("UPSTREAM_INVALID_RESPONSE");
  });
});
