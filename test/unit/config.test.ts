import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { builtInPolicy } from "../../src/access/policy.js";
import { readConfig } from "../../src/config/read-config.js";
import { settingGroups } from "../../src/config/settings/settings.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  type: "pkcs1",
  format: "pem",
});
const keyFile = { type: "application", keyId: "1", key, appId: "2", clientId: "3@shop" };

describe("readConfig", () => {
  it("requires an issuer and a project id, and has defaults for all other settings", () => {
    expect(readConfig(minimalEnv)).toEqual({
      zitadel: {
        issuer: "https://my.zitadel.cloud",
        apiUrl: "https://my.zitadel.cloud",
        api: "auto",
        organizationId: undefined,
        projectId: "340000000000000001",
        audience: ["340000000000000001"],
        acceptTokens: ["jwt"],
        introspection: undefined,
        clients: undefined,
        tokenCacheMs: 30_000,
        serviceUser: undefined,
        skipJwtIntrospection: false,
      },
      policy: builtInPolicy,
      policySource: undefined,
      cacheMs: 0,
      selfReadOrder: ["userinfo", "list"],
      rootFields: ["me", "user"],
      user: { type: "User", key: "id", keyType: "ID" },
      directives: [],
      namePrefix: "",
      search: false,
      lookup: undefined,
      redisUrl: undefined,
      typedKeys: undefined,
      attributesField: "attributes",
      host: "0.0.0.0",
      port: 4001,
      limits: {
        bodyBytes: 4_194_304,
        representations: 1000,
        entries: 200,
        userMetadataBytes: 16_777_216,
        depth: 12,
        aliases: 50,
        tokens: 5000,
        responseBytes: 67_108_864,
      },
      routerSecrets: [],
      forwardAuth: [],
      routerCacheMs: 0,
      corsOrigins: [],
      hasSubscriptions: false,
      subscriptions: { max: 1000, maxPerCaller: 20, callbackHosts: [] },
      requestTimeoutMs: 8000,
      selectProxy: expect.any(Function),
      upstream: { connections: 32, timeoutMs: 5000, retries: 2, queue: 2000, rate: undefined },
      shutdown: { delayMs: 5000, graceMs: 10_000 },
      introspection: true,
      logLevel: "info",
      warnings: [],
    });
  });

  it("reads every setting", () => {
    const values: Readonly<Record<string, string>> = {
      ...minimalEnv,
      ZITADEL_SERVICE_USER_TOKEN: "token",
      REPLICA: "redis",
      REDIS_URL: "redis://localhost",
    };
    const read = new Set<string>();
    readConfig(
      new Proxy(values, {
        get(target, name) {
          read.add(String(name));
          return target[String(name)];
        },
      }),
    );
    const names = settingGroups.flatMap(({ settings }) => settings.map(({ name }) => name));
    expect(names.filter((name) => !read.has(name))).toEqual([]);
  });

  it("reports all problems together, each with the variable, its value and the expected value", () => {
    const problems = readConfigIssues({
      ZITADEL_PROJECT_ID: "",
      ZITADEL_ISSUER: "https://my.zitadel.cloud/",
      PORT: "http",
      MAX_ENTRIES_PER_MUTATION: "0",
      UPSTREAM_TIMEOUT_MS: "5s",
      SELF_READ_ORDER: "userinfo,userinfo",
      GRAPHQL_INTROSPECTION: "yes",
      SUBGRAPH_ROOT_FIELDS: "you",
    });
    expect(problems).toEqual([
      'ZITADEL_ISSUER: invalid value "https://my.zitadel.cloud/"; expected the issuer from ZITADEL\'s discovery document: https:// and a host, without path or trailing slash',
      "ZITADEL_PROJECT_ID: missing; expected the id of the ZITADEL project that this API belongs to",
      'SELF_READ_ORDER: invalid value "userinfo,userinfo"; expected a comma-separated list of userinfo, list, claims, without duplicates',
      'SUBGRAPH_ROOT_FIELDS: invalid value "you"; expected none, or a comma-separated list of me, user',
      'PORT: invalid value "http"; expected an integer from 0 to 65535',
      'MAX_ENTRIES_PER_MUTATION: invalid value "0"; expected an integer from 1 to 10000',
      'UPSTREAM_TIMEOUT_MS: invalid value "5s"; expected an integer from 100 to 3600000',
      'GRAPHQL_INTROSPECTION: invalid value "yes"; expected one of true, false',
    ]);
  });

  it("treats an empty variable as not set", () => {
    expect(readConfig({ ...minimalEnv, PORT: "", ZITADEL_AUDIENCE: " " }).port).toBe(4001);
  });

  it("enables introspection by default if its credentials are set", () => {
    const basic = { ZITADEL_INTROSPECTION_CLIENT_ID: "1", ZITADEL_INTROSPECTION_CLIENT_SECRET: "s3cret" };
    const { acceptTokens, introspection } = readConfig({ ...minimalEnv, ...basic }).zitadel;
    expect(acceptTokens).toEqual(["jwt", "introspection"]);
    expect(introspection?.value).toMatchObject({ kind: "basic", clientId: "1" });
    expect(JSON.stringify(introspection)).not.toContain("s3cret");
  });

  it("reads a secret from the file that …_FILE names", () => {
    const folder = mkdtempSync(join(tmpdir(), "config-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "key.json");
    writeFileSync(file, `${JSON.stringify(keyFile)}\n`);
    const { introspection } = readConfig({ ...minimalEnv, ZITADEL_INTROSPECTION_KEY_FILE: file }).zitadel;
    expect(introspection?.value).toMatchObject({ kind: "key", clientId: "3@shop", keyId: "1" });
  });

  it.each([
    [
      "a secret without its client id",
      { ZITADEL_INTROSPECTION_CLIENT_SECRET: "s3cret" },
      "ZITADEL_INTROSPECTION_CLIENT_ID",
    ],
    [
      "a client id without its secret",
      { ZITADEL_INTROSPECTION_CLIENT_ID: "1" },
      "ZITADEL_INTROSPECTION_CLIENT_SECRET",
    ],
    ["a key that is not a key file", { ZITADEL_INTROSPECTION_KEY: "s3cret" }, "ZITADEL_INTROSPECTION_KEY"],
    [
      "the key of a service user",
      { ZITADEL_INTROSPECTION_KEY: JSON.stringify({ ...keyFile, type: "serviceaccount" }) },
      "ZITADEL_INTROSPECTION_KEY",
    ],
    [
      "a key file with a broken key",
      { ZITADEL_INTROSPECTION_KEY: JSON.stringify({ ...keyFile, key: "s3cret" }) },
      "ZITADEL_INTROSPECTION_KEY",
    ],
    [
      "both a key and a secret",
      {
        ZITADEL_INTROSPECTION_KEY: JSON.stringify(keyFile),
        ZITADEL_INTROSPECTION_CLIENT_ID: "1",
        ZITADEL_INTROSPECTION_CLIENT_SECRET: "s3cret",
      },
      "ZITADEL_INTROSPECTION_KEY",
    ],
    [
      "a secret both as a value and as a file",
      {
        ZITADEL_INTROSPECTION_CLIENT_ID: "1",
        ZITADEL_INTROSPECTION_CLIENT_SECRET: "s3cret",
        ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: "/dev/null",
      },
      "ZITADEL_INTROSPECTION_CLIENT_SECRET",
    ],
    ["a missing file", { ZITADEL_INTROSPECTION_KEY_FILE: "/no/such/file" }, "ZITADEL_INTROSPECTION_KEY_FILE"],
    ["introspection without credentials", { TOKEN_VALIDATION: "introspection" }, "TOKEN_VALIDATION"],
    ["a policy without rules", { METADATA_POLICY: '{"rules":[]}' }, "METADATA_POLICY"],
  ])("rejects %s without printing a secret", (_, env, variable) => {
    const problems = readConfigIssues(env);
    expect(problems.map((line) => line.split(":")[0])).toContain(variable);
    expect(problems.join()).not.toContain("s3cret");
    expect(problems.join()).not.toContain("PRIVATE KEY");
  });

  it("disables schema introspection in production by default", () => {
    expect(readConfig({ ...minimalEnv, NODE_ENV: "production" }).introspection).toBe(false);
    expect(
      readConfig({ ...minimalEnv, NODE_ENV: "production", GRAPHQL_INTROSPECTION: "true" }).introspection,
    ).toBe(true);
  });
});
