import { createPrivateKey } from "node:crypto";
import * as z from "zod";
import type { ClientCredentials, Reloadable, ServiceCredential } from "../lib/credentials.js";
import { Secret } from "../lib/secret.js";
import type { Environment } from "./environment.js";
import { json } from "./schemas.js";

const key = { keyId: z.string().min(1), key: z.string().refine(isRsaKey) };

/** The key files that ZITADEL creates. */
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

/** The client that introspects tokens, by key or by secret; undefined if neither is configured. */
export function readIntrospectionClient(environment: Environment): Reloadable<ClientCredentials> | undefined {
  const read = (from: Environment): ClientCredentials | undefined =>
    readClient(from, "ZITADEL_INTROSPECTION", "application");
  return reloadable(read, environment, ["ZITADEL_INTROSPECTION_KEY", "ZITADEL_INTROSPECTION_CLIENT_SECRET"]);
}

/** The service user, by key, by secret or by personal access token; undefined if none is configured. */
export function readServiceCredential(environment: Environment): Reloadable<ServiceCredential> | undefined {
  const variables = [
    "ZITADEL_SERVICE_USER_KEY",
    "ZITADEL_SERVICE_USER_CLIENT_SECRET",
    "ZITADEL_SERVICE_USER_TOKEN",
  ];
  return reloadable(readService, environment, variables);
}

/** A credential from a file can be read again after ZITADEL rejects it: the file may have been replaced. */
function reloadable<C>(
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
    problem: "ZITADEL_SERVICE_USER_KEY or ZITADEL_SERVICE_USER_CLIENT_ID is also set",
    hint: "set only one credential: the key, the client id and secret, or the token",
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
      problem: `${prefix}_CLIENT_ID or ${prefix}_CLIENT_SECRET is also set`,
      hint: "set only one credential: the key, or the client id and secret",
    });
    return undefined;
  }
  if (key !== undefined) return parseKeyFile(key, environment, `${prefix}_KEY`, type);
  if (clientId !== undefined && clientSecret !== undefined) return { kind: "basic", clientId, clientSecret };
  if (clientId !== undefined || clientSecret !== undefined) {
    environment.report({
      variable: clientId === undefined ? `${prefix}_CLIENT_ID` : `${prefix}_CLIENT_SECRET`,
      problem: "missing",
      hint: `set both the client id and the client secret of ${keyFiles[type].of}`,
    });
  }
  return undefined;
}

function parseKeyFile(
  content: Secret,
  environment: Environment,
  variable: string,
  type: KeyFileType,
): ClientCredentials | undefined {
  const { of, form, schema } = keyFiles[type];
  const parsed = json.pipe(schema).safeParse(content.reveal());
  if (parsed.success) {
    const { clientId, keyId, key } = parsed.data;
    return { kind: "key", clientId, keyId, privateKey: new Secret(key) };
  }
  environment.report({
    variable,
    problem: "not a valid key file (value hidden)",
    hint: `expected the JSON key file of ${of}: ${form}`,
  });
  return undefined;
}

/** ZITADEL creates RSA keys only, and the subgraph signs client assertions with RS256. */
function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}
