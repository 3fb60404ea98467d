import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { queryEntities } from "../../support/query.js";
import { startTestEnv, type TestEnv, withRules } from "../../support/test-env.js";
import type { TestZitadel } from "../../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

// A secret can change while the process runs: the orchestrator then replaces the content of the mounted file.

describe("secret files", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "secrets-"));
    file = join(folder, "secret");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const withoutIntrospection = {
    ZITADEL_INTROSPECTION_CLIENT_ID: undefined,
    ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
  };
  const withWrongKeyId = (key: string): string =>
    JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(key)), keyId: "999999999999999999" });

  const codeOfMe = async (env: TestEnv): Promise<string | undefined> =>
    (await env.query("{ me { id } }", { token: await env.login("road-runner") })).codes[0];

  it("rereads the introspection client secret when ZITADEL rejects it", async () => {
    writeFileSync(file, "old-secret");
    await using env = await startTestEnv({
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: file,
    });
    expect(await codeOfMe(env)).toBe("MISCONFIGURED");
    writeFileSync(file, env.zitadel.directory.secret("api-basic"));
    expect(await codeOfMe(env)).toBeUndefined();
    env.takeCalls();
    expect(await codeOfMe(env)).toBeUndefined();
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("rereads a changed introspection client secret for all concurrent requests", async () => {
    writeFileSync(file, "old-secret");
    await using env = await startTestEnv({
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: file,
    });
    writeFileSync(file, env.zitadel.directory.secret("api-basic"));
    const tokens = await Promise.all(
      ["road-runner", "wile-coyote", "porky-pig"].map((name) => env.login(name)),
    );
    const responses = await Promise.all(tokens.map((token) => env.query("{ me { id } }", { token })));
    expect(responses.map(({ codes }) => codes)).toEqual([[], [], []]);
  });

  it("rereads the introspection key for all concurrent requests when ZITADEL rejects it", async () => {
    await using env = await startTestEnv(async (zitadel) => {
      writeFileSync(file, withWrongKeyId(JSON.stringify(await zitadel.directory.key("api-key"))));
      return { ...withoutIntrospection, ZITADEL_INTROSPECTION_KEY_FILE: file };
    });
    expect(await codeOfMe(env)).toBe("MISCONFIGURED");
    writeFileSync(file, JSON.stringify(await env.zitadel.directory.key("api-key")));
    expect(await Promise.all([codeOfMe(env), codeOfMe(env), codeOfMe(env)])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  const rules = withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }], {
    ZITADEL_SERVICE_USER_TOKEN: undefined,
  });
  const serviceSecrets: readonly (readonly [string, (zitadel: TestZitadel) => Promise<string>])[] = [
    ["client secret", ({ directory }) => Promise.resolve(directory.secret("manager-client"))],
    ["key", async ({ directory }) => JSON.stringify(await directory.key("manager"))],
    ["personal access token", ({ directory }) => Promise.resolve(directory.personalAccessToken("manager"))],
  ];
  const variableSuffixes = {
    "client secret": "CLIENT_SECRET_FILE",
    key: "KEY_FILE",
    "personal access token": "TOKEN_FILE",
  };

  it.each(serviceSecrets)("rereads the service user's %s when ZITADEL rejects it", async (kind, secretOf) => {
    const suffix = new Map(Object.entries(variableSuffixes)).get(kind) ?? "";
    await using env = await startTestEnv(async (zitadel) => {
      const secret = await secretOf(zitadel);
      writeFileSync(file, kind === "key" ? withWrongKeyId(secret) : "old-secret");
      const client = kind === "client secret" && {
        ZITADEL_SERVICE_USER_CLIENT_ID: zitadel.directory.app("manager-client"),
      };
      return { ...rules(zitadel), ...client, [`ZITADEL_SERVICE_USER_${suffix}`]: file };
    });
    const read = async (): Promise<readonly string[]> => {
      const userIds = [env.zitadel.directory.user("wile-coyote")];
      return (await queryEntities(env, userIds, "metadata { key }", { token: await env.login("porky-pig") }))
        .codes;
    };
    expect(await read()).toEqual(["MISCONFIGURED"]);
    writeFileSync(file, await secretOf(env.zitadel));
    expect(await read()).toEqual([]);
  });

  it("keeps the previous secret and the process running when the file is missing or empty", async () => {
    writeFileSync(file, "old-secret");
    await using env = await startTestEnv({
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: file,
    });
    rmSync(file);
    expect(await codeOfMe(env)).toBe("MISCONFIGURED");
    writeFileSync(file, "");
    expect(await codeOfMe(env)).toBe("MISCONFIGURED");
    writeFileSync(file, env.zitadel.directory.secret("api-basic"));
    expect(await codeOfMe(env)).toBeUndefined();
  });
});
