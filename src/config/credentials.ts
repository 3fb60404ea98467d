import { createPrivateKey } from "node:crypto";
import * as z from "zod";
import type { ClientCredentials, Reloadable, ServiceCredential } from "../lib/credentials.js";
import { Secret } from "../lib/secret.js";
import type { Environment } from "./environment.js";
import { json } from "./schemas.js";

const key = { keyId: z.string().min(1), key: z.string().refine(isRsaKey) };

/** Key files as ZITADEL hands them out. */
const keyFiles = {
  application: {
    of: "an API application",
    form: '{"type":"application","keyId":…,"key":…,"clientId":…}',
    schema: z.object({ type: z.literal("application"), clientId: z.string().min(1), ...key }),
  },
  serviceaccount: {
    of: "a service user",
    form: '{"type":"serviceaccount","keyId":…,"key":…,"userId":…}',
    schema: z
      .object({ type: z.literal("serviceaccount"), userId: z.string().min(1), ...key })
      .transform(({ userId, ...rest }) => ({ ...rest, clientId: userId })),
  },
} as const;

type KeyFileType = keyof typeof keyFiles;

/** The client that introspects tokens: by key or by secret, undefined when neither is configured. */
export function readIntrospectionClient(environment: Environment): Reloadable<ClientCredentials> | undefined {
  const read = (from: Environment): ClientCredentials | undefined =>
    readClient(from, "ZITADEL_INTROSPECTION", "application");
  return renewable(read, environment, ["ZITADEL_INTROSPECTION_KEY", "ZITADEL_INTROSPECTION_CLIENT_SECRET"]);
}

/** Our own service user: by key, by secret or by a personal access token; undefined when none is configured. */
export function readServiceCredential(environment: Environment): Reloadable<ServiceCredential> | undefined {
  const variables = [
    "ZITADEL_SERVICE_USER_KEY",
    "ZITADEL_SERVICE_USER_CLIENT_SECRET",
    "ZITADEL_SERVICE_USER_TOKEN",
  ];
  return renewable(readService, environment, variables);
}

/** What came from a file can be read again, once ZITADEL no longer takes it. */
function renewable<C>(
  read: (environment: Environment) => C | undefined,
  environment: Environment,
  variables: readonly string[],
): Reloadable<C> | undefined {
  const value = read(environment);
  if (value === undefined) return undefined;
  const isFile = variables.some((variable) => environment.isFile(variable));
  return isFile ? { value, reload: () => read(environment.reload()) } : { value };
}

function readService(environment: Environment): ServiceCredential | undefined {
  const token = environment.secret("ZITADEL_SERVICE_USER_TOKEN");
  const client = readClient(environment, "ZITADEL_SERVICE_USER", "serviceaccount");
  if (token === undefined || client === undefined) {
    return token === undefined ? client : { kind: "token", token };
  }
  environment.report({
    variable: "ZITADEL_SERVICE_USER_TOKEN",
    received: "a token and ZITADEL_SERVICE_USER_KEY or ZITADEL_SERVICE_USER_CLIENT_ID beside it",
    expected: "one way: the key, client id and secret, or the token",
  });
  return undefined;
}

function readClient(
  environment: Environment,
  prefix: string,
  type: KeyFileType,
): ClientCredentials | undefined {
  const key = environment.secret(`${prefix}_KEY`);
  const clientId = environment.text(`${prefix}_CLIENT_ID`);
  const clientSecret = environment.secret(`${prefix}_CLIENT_SECRET`);
  if (key !== undefined && (clientId !== undefined || clientSecret !== undefined)) {
    environment.report({
      variable: `${prefix}_KEY`,
      received: `a key and ${prefix}_CLIENT_ID or _CLIENT_SECRET beside it`,
      expected: "one way: the key, or client id and secret",
    });
    return undefined;
  }
  if (key !== undefined) return readKey(key, environment, `${prefix}_KEY`, type);
  if (clientId !== undefined && clientSecret !== undefined) return { kind: "basic", clientId, clientSecret };
  if (clientId !== undefined || clientSecret !== undefined) {
    environment.report({
      variable: clientId === undefined ? `${prefix}_CLIENT_ID` : `${prefix}_CLIENT_SECRET`,
      received: "nothing",
      expected: `client id and secret of ${keyFiles[type].of}, both`,
    });
  }
  return undefined;
}

function readKey(
  secret: Secret,
  environment: Environment,
  variable: string,
  type: KeyFileType,
): ClientCredentials | undefined {
  const { of, form, schema } = keyFiles[type];
  const parsed = json.pipe(schema).safeParse(secret.reveal());
  if (parsed.success) {
    const { clientId, keyId, key } = parsed.data;
    return { kind: "key", clientId, keyId, privateKey: new Secret(key) };
  }
  environment.report({
    variable,
    received: "a value (not shown) that is none",
    expected: `the JSON key file of ${of}: ${form}`,
  });
  return undefined;
}

/** ZITADEL makes no others, and assertions are signed by RS256. */
function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}
