import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import { Secret } from "../lib/secret.js";
import type { IntrospectionClient } from "./config.js";
import type { Environment } from "./environment.js";

const prefix = "ZITADEL_INTROSPECTION";

/** An application key as ZITADEL hands it out. */
const applicationKey = z
  .string()
  .transform((text, context) => {
    try {
      const value: unknown = JSON.parse(text);
      return value;
    } catch {
      context.addIssue("invalid JSON");
      return z.NEVER;
    }
  })
  .pipe(
    z.object({
      type: z.literal("application"),
      clientId: z.string().min(1),
      keyId: z.string().min(1),
      key: z.string().refine(isPrivateKey),
    }),
  );

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** The client that introspects tokens: by key or by secret, undefined when neither is configured. */
export function readIntrospectionClient(environment: Environment): IntrospectionClient | undefined {
  const key = environment.secret(`${prefix}_KEY`);
  const clientId = environment.text(`${prefix}_CLIENT_ID`);
  const clientSecret = environment.secret(`${prefix}_CLIENT_SECRET`);
  if (key !== undefined && (clientId !== undefined || clientSecret !== undefined)) {
    environment.report({
      variable: `${prefix}_KEY`,
      found: `a key and ${prefix}_CLIENT_ID or _CLIENT_SECRET beside it`,
      expected: "one way: the key, or client id and secret",
    });
    return undefined;
  }
  if (key !== undefined) return readKey(key, environment);
  if (clientId !== undefined && clientSecret !== undefined) return { kind: "basic", clientId, clientSecret };
  if (clientId !== undefined || clientSecret !== undefined) {
    const missing = clientId === undefined ? `${prefix}_CLIENT_ID` : `${prefix}_CLIENT_SECRET`;
    environment.report({
      variable: missing,
      found: "nothing",
      expected: "client id and secret of the API application, both",
    });
  }
  return undefined;
}

function readKey(secret: Secret, environment: Environment): IntrospectionClient | undefined {
  const parsed = applicationKey.safeParse(secret.reveal());
  if (parsed.success) {
    const { clientId, keyId, key } = parsed.data;
    return { kind: "key", clientId, keyId, privateKey: new Secret(key) };
  }
  environment.report({
    variable: `${prefix}_KEY`,
    found: "a value (not shown) that is none",
    expected:
      'the JSON key file of an API application: {"type":"application","keyId":…,"key":…,"clientId":…}',
  });
  return undefined;
}
