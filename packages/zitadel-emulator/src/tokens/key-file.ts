import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** The file that ZITADEL hands out for a key, once. */
export type KeyFile = KeyOwner & {
  keyId: string;
  /** PEM, PKCS#1. */
  key: string;
  expirationDate: string;
};

export type KeyOwner =
  | { type: "application"; appId: string; clientId: string }
  | { type: "serviceaccount"; userId: string };

/** Keys of applications and service users: made when first asked for, as that takes long. */
export interface Keys {
  file(keyId: string, owner: KeyOwner): Promise<KeyFile>;
  /** undefined: nobody can have signed with that key yet. */
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
