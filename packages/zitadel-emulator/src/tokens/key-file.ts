import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** The key file of an application or service user, in the format of ZITADEL's download. */
export type KeyFile = KeyOwner & {
  keyId: string;
  /** The private key: PEM, PKCS#1. */
  key: string;
  /** RFC 3339. */
  expirationDate: string;
};

/** The application or service user that a key belongs to. */
export type KeyOwner =
  | { type: "application"; appId: string; clientId: string }
  | { type: "serviceaccount"; userId: string };

/** Keys of applications and service users. Generated on first use, because generating an RSA key is slow. */
export interface Keys {
  file(keyId: string, owner: KeyOwner): Promise<KeyFile>;
  /** Undefined if the key has not been generated yet; then no valid signature exists. */
  publicKey(keyId: string): Promise<KeyObject> | undefined;
}

export function createKeys(): Keys {
  const pairs = new Map<string, Promise<{ publicKey: KeyObject; privateKey: KeyObject }>>();
  const pairOf = (keyId: string): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> => {
    const pair = pairs.get(keyId) ?? promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
    pairs.set(keyId, pair);
    return pair;
  };
  return {
    file: async (keyId, owner) => {
      const { privateKey } = await pairOf(keyId);
      const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
      return { ...owner, keyId, key, expirationDate: "2099-01-01T00:00:00Z" };
    },
    publicKey: (keyId) => pairs.get(keyId)?.then(({ publicKey }) => publicKey),
  };
}
