import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from "jose";

export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

/** The instance's web keys: the last one signs, all of them are published. */
export interface SigningKeys {
  sign: (claims: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>;
  /** Of the key that signs now. */
  algorithm: () => Promise<SigningAlgorithm>;
  publicKeys: () => Promise<JWK[]>;
  rotate: (alg: SigningAlgorithm) => Promise<void>;
}

export function createSigningKeys(nextId: () => string): SigningKeys {
  // Not awaited: a start need not wait for an RSA key.
  let active = createKey("RS256", nextId());
  const keys = [active];
  return {
    sign: async (claims, header) => {
      const { alg, kid, privateKey } = await active;
      return new CompactSign(Buffer.from(JSON.stringify(claims)))
        .setProtectedHeader({ alg, kid, typ: "JWT", ...header })
        .sign(privateKey);
    },
    algorithm: async () => (await active).alg,
    publicKeys: async () => (await Promise.all(keys)).map(({ jwk }) => jwk),
    rotate: async (alg) => {
      active = createKey(alg, nextId());
      keys.push(active);
      await active;
    },
  };
}

async function createKey(
  alg: SigningAlgorithm,
  kid: string,
): Promise<{ alg: SigningAlgorithm; kid: string; privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { alg, kid, privateKey, jwk: { use: "sig", alg, kid, ...(await exportJWK(publicKey)) } };
}
