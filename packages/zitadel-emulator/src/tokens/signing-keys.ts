import {
  CompactSign,
  exportJWK,
  generateKeyPair,
  type CryptoKey,
  type GenerateKeyPairResult,
  type JWK,
} from "jose";

export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

/** The instance's web keys. The newest one signs; all of them are published. */
export interface SigningKeys {
  sign: (claims: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>;
  /** The algorithm of the active key. */
  algorithm: () => Promise<SigningAlgorithm>;
  publicKeys: () => Promise<JWK[]>;
  rotate: (alg: SigningAlgorithm) => Promise<void>;
}

interface SigningKey {
  readonly alg: SigningAlgorithm;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** `firstPair` is the first RSA key pair; by default a new one. */
export function createSigningKeys(
  nextId: () => string,
  firstPair?: Promise<GenerateKeyPairResult>,
): SigningKeys {
  const firstId = nextId();
  let first: Promise<SigningKey> | undefined;
  // Generated on first use, because generating an RSA key is slow.
  const firstKey = (): Promise<SigningKey> => (first ??= createKey("RS256", firstId, firstPair));
  const others: Promise<SigningKey>[] = [];
  const active = (): Promise<SigningKey> => others.at(-1) ?? firstKey();
  return {
    sign: async (claims, header) => {
      const { alg, kid, privateKey } = await active();
      return new CompactSign(Buffer.from(JSON.stringify(claims)))
        .setProtectedHeader({ alg, kid, typ: "JWT", ...header })
        .sign(privateKey);
    },
    algorithm: async () => (await active()).alg,
    publicKeys: async () => (await Promise.all([firstKey(), ...others])).map(({ jwk }) => jwk),
    rotate: async (alg) => {
      const key = createKey(alg, nextId());
      others.push(key);
      await key;
    },
  };
}

async function createKey(
  alg: SigningAlgorithm,
  kid: string,
  pair: Promise<GenerateKeyPairResult> = generateKeyPair(alg),
): Promise<SigningKey> {
  const { privateKey, publicKey } = await pair;
  return { alg, kid, privateKey, jwk: { use: "sig", alg, kid, ...(await exportJWK(publicKey)) } };
}
