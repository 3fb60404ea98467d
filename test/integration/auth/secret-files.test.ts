import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { queryEntities } from "../../support/entities.js";
import { withRules } from "../../support/rules.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";
import type { TestZitadel } from "../../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

// Secrets change while the process runs: whoever mounts them puts another text into the same file.

describe("a secret in a file", () => {
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
  const withOtherId = (key: string): string =>
    JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(key)), keyId: "999999999999999999" });

  const me = async (env: TestEnv): Promise<string | undefined> =>
    (await env.query("{ me { id } }", { token: await env.login("road-runner") })).codes[0];

  it("that introspects is read again when ZITADEL refuses it", async () => {
    writeFileSync(file, "the old one");
    await using env = await startTestEnv({
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: file,
    });
    expect(await me(env)).toBe("MISCONFIGURED");
    writeFileSync(file, env.zitadel.directory.secret("api-basic"));
    expect(await me(env)).toBeUndefined();
    env.takeCalls();
    expect(await me(env)).toBeUndefined();
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("is found again for all who come when it has changed", async () => {
    writeFileSync(file, "the old one");
    await using env = await startTestEnv({
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: file,
    });
    writeFileSync(file, env.zitadel.directory.secret("api-basic"));
    const tokens = await Promise.all(
      ["road-runner", "wile-coyote", "porky-pig"].map((name) => env.login(name)),
    );
    const answers = await Promise.all(tokens.map((token) => env.query("{ me { id } }", { token })));
    expect(answers.map(({ codes }) => codes)).toEqual([[], [], []]);
  });

  it("that is a key is read again when no token is active any more, for all who come then", async () => {
    await using env = await startTestEnv(async (zitadel) => {
      writeFileSync(file, withOtherId(JSON.stringify(await zitadel.directory.key("api-key"))));
      return {
        ...withoutIntrospection,
        ZITADEL_INTROSPECTION_KEY_FILE: file,
        ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("manager"),
      };
    });
    expect(await me(env)).toBe("MISCONFIGURED");
    writeFileSync(file, JSON.stringify(await env.zitadel.directory.key("api-key")));
    expect(await Promise.all([me(env), me(env), me(env)])).toEqual([undefined, undefined, undefined]);
  });

  const rules = withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }], {
    ZITADEL_SERVICE_USER_TOKEN: undefined,
  });
  const services: readonly (readonly [string, (zitadel: TestZitadel) => Promise<string>])[] = [
    ["client secret", ({ directory }) => Promise.resolve(directory.secret("manager-client"))],
    ["key", async ({ directory }) => JSON.stringify(await directory.key("manager"))],
    ["personal access token", ({ directory }) => Promise.resolve(directory.personalAccessToken("manager"))],
  ];
  const variableOf = {
    "client secret": "CLIENT_SECRET_FILE",
    key: "KEY_FILE",
    "personal access token": "TOKEN_FILE",
  };

  it.each(services)(
    "of our service user, a %s, is read again when ZITADEL refuses it",
    async (kind, secretOf) => {
      const suffix = new Map(Object.entries(variableOf)).get(kind) ?? "";
      await using env = await startTestEnv(async (zitadel) => {
        const secret = await secretOf(zitadel);
        writeFileSync(file, kind === "key" ? withOtherId(secret) : "the old one");
        const client = kind === "client secret" && {
          ZITADEL_SERVICE_USER_CLIENT_ID: zitadel.directory.app("manager-client"),
        };
        return { ...(await rules(zitadel)), ...client, [`ZITADEL_SERVICE_USER_${suffix}`]: file };
      });
      const read = async (): Promise<readonly string[]> => {
        const owners = [env.zitadel.directory.user("wile-coyote")];
        return (await queryEntities(env, owners, "metadata { key }", { token: await env.login("porky-pig") }))
          .codes;
      };
      expect(await read()).toEqual(["MISCONFIGURED"]);
      writeFileSync(file, await secretOf(env.zitadel));
      expect(await read()).toEqual([]);
    },
  );

  it("that is gone, or none, leaves what was there before, and the process running", async () => {
    writeFileSync(file, "the old one");
    await using env = await startTestEnv({
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: file,
    });
    rmSync(file);
    expect(await me(env)).toBe("MISCONFIGURED");
    writeFileSync(file, "");
    expect(await me(env)).toBe("MISCONFIGURED");
    writeFileSync(file, env.zitadel.directory.secret("api-basic"));
    expect(await me(env)).toBeUndefined();
  });
});
