import { createPrivateKey } from "node:crypto";
import * as z from "zod";
import type { ClientCredentials } from "../../lib/credentials.js";
import { Secret } from "../../lib/secret.js";
import { json } from "./basic.js";

const key = { keyId: z.string().min(1), key: z.string().refine(isSigningKey) };

/** The key files that ZITADEL creates. */
const keyFiles = {
  application: {
    format: 'the JSON key file of an API application: {"type":"application","keyId":…,"key":…,"clientId":…}',
    schema: z.object({ type: z.literal("application"), clientId: z.string().min(1), ...key }),
  },
  serviceaccount: {
    format: 'the JSON key file of a service user: {"type":"serviceaccount","keyId":…,"key":…,"userId":…}',
    schema: z
      .object({ type: z.literal("serviceaccount"), userId: z.string().min(1), ...key })
      .transform(({ userId, ...rest }) => ({ ...rest, clientId: userId })),
  },
} as const;

/** Parses a key file. All parts of an invalid file are reported as one problem, because they are secret. */
export function keyFileSchema(type: keyof typeof keyFiles): z.ZodType<ClientCredentials, string> {
  const { format, schema } = keyFiles[type];
  return z.string().transform((text, context): ClientCredentials => {
    const parsed = json.pipe(schema).safeParse(text);
    if (!parsed.success) {
      context.addIssue(`${format}, with an RSA key of at least ${minKeyBits.toLocaleString("en")} bits`);
      return z.NEVER;
    }
    const { clientId, keyId, key: pem } = parsed.data;
    return { kind: "key", clientId, keyId, privateKey: new Secret(pem) };
  });
}

/** RS256 requires it (RFC 7518 section 3.3). */
const minKeyBits = 2048;

/** ZITADEL creates RSA keys only, and the subgraph signs client assertions with RS256. */
function isSigningKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === "rsa" && (asymmetricKeyDetails?.modulusLength ?? 0) >= minKeyBits;
  } catch {
    return false;
  }
}
