import { generateKeyPair, exportJWK, SignJWT, jwtVerify, type JWK } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { createSigningKeys, type SigningKeys } from "../../src/auth/jwks.js";
import { Failure } from "../../src/lib/failure.js";

const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** A server of keys that can be rotated and go down, and a clock that is moved by hand. */
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

  /** Publishes a new key beside the others; answers a token that it signed. */
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

  it("are read once, however many tokens come at once", async () => {
    expect(await Promise.all([verify(first), verify(first), verify(first)])).toEqual(["ok", "ok", "ok"]);
    expect(server.reads).toBe(1);
  });

  it("are read again at once for a key that is new", async () => {
    await verify(first);
    expect(await verify(await server.rotate("2"))).toBe("ok");
    expect(server.reads).toBe(2);
  });

  it("are read once in 30 seconds for keys that are not there", async () => {
    const stranger = new KeyServer();
    await verify(first);
    const strangers = await Promise.all(["a", "b", "c"].map((kid) => stranger.rotate(kid)));
    for (const token of strangers) expect(await verify(token)).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(2);
    server.now += 29 * seconds;
    expect(await verify(strangers[0] ?? "")).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(2);
    server.now += 1 * seconds;
    expect(await verify(strangers[0] ?? "")).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(3);
  });

  it("are an outage, not a bad token, where it could not be found out whether there is such a key", async () => {
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

  it("are read once for a first token whose key they do not hold", async () => {
    const stranger = await new KeyServer().rotate("x");
    expect(await verify(stranger)).toBe("ERR_JWKS_NO_MATCHING_KEY");
    expect(server.reads).toBe(1);
  });

  it("stay as they were when none are published, or one that cannot be used", async () => {
    await verify(first);
    const stranger = await new KeyServer().rotate("x");
    const good = server.keys;
    server.keys = [];
    expect(await verify(stranger)).toBe("UPSTREAM_INVALID_RESPONSE");
    expect(await verify(first)).toBe("ok");
    server.keys = [...good, { kty: "RSA", kid: "x", n: "!!", e: "AQAB", alg: "ES256" }];
    server.now += 30 * seconds;
    expect(["UPSTREAM_INVALID_RESPONSE", "ERR_JWKS_NO_MATCHING_KEY"]).toContain(await verify(stranger));
    expect(await verify(first)).toBe("ok");
  });

  it("are kept for a day while their server is down, and no longer", async () => {
    await verify(first);
    server.isDown = true;
    server.now = 23 * hours;
    expect([await verify(first), keys.has("1")]).toEqual(["ok", true]);
    server.now = 24 * hours;
    expect([await verify(first), keys.has("1")]).toEqual(["UPSTREAM_UNAVAILABLE", false]);
  });

  it("no longer hold one that was withdrawn, some ten minutes later", async () => {
    await verify(first);
    await server.rotate("2");
    server.keys.shift();
    server.now = 9 * minutes;
    expect(keys.has("1")).toBe(true);
    server.now = 10 * minutes;
    // The first who asks has them read again and does not wait for it.
    expect(keys.has("1")).toBe(true);
    await expect.poll(() => keys.has("1"), { timeout: 60_000 }).toBe(false);
    expect(await verify(first)).toBe("ERR_JWKS_NO_MATCHING_KEY");
  });

  it.each([
    ["nothing", undefined],
    ["no keys", {}],
    ["keys that are none", { keys: [1] }],
    ["an empty list", { keys: [] }],
  ])("that are %s are ZITADEL's fault", async (_, answer) => {
    keys = createSigningKeys(() => Promise.resolve(answer), { now: () => 0 });
    expect(await verify(first)).toBe("UPSTREAM_INVALID_RESPONSE");
  });
});
