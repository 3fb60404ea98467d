import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

function writeTempFile(content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, "value");
  writeFileSync(path, content);
  return path;
}

describe("a value that was not copied correctly", () => {
  it.each(['"340000000000000001"', "'340000000000000001'"])(
    "is rejected in quotation marks, which some tools pass on: %s",
    (value) => {
      expect(readConfigIssues({ ZITADEL_PROJECT_ID: value, ROUTER_SECRET: value })).toEqual([
        "ZITADEL_PROJECT_ID: the value is in quotation marks; remove them",
        "ROUTER_SECRET: the value is in quotation marks; remove them, or use ROUTER_SECRET_FILE if they are part of the value",
      ]);
    },
  );

  it.each([
    ["ZITADEL_PROJECT_ID", "34000\u200b0000000000001", "200B"],
    ["ALLOWED_CLIENT_IDS", "1,2\u00a0", "00A0"],
    ["FORWARD_AUTH_KEYS", "pl\u00adan", "00AD"],
    ["ALLOWED_CLIENT_IDS", "1,\u202f2", "202F"],
    ["FORWARD_AUTH_KEYS", "plan\u2028", "2028"],
    ["FORWARD_AUTH_KEYS", "plan\u{e0061}", "E0061"],
    ["ROUTER_SECRET", "s3c\u200bret", "200B"],
    ["ZITADEL_SERVICE_USER_TOKEN", "s3c\u202eret", "202E"],
  ])("is rejected with an invisible character: %s", (variable, value, code) => {
    expect(readConfigIssues({ [variable]: `${value}3` })).toEqual([
      `${variable}: the value contains the invisible character U+${code}; remove it`,
    ]);
  });

  it("is rejected as a client secret with an invisible character, without printing the secret", () => {
    const env = {
      ZITADEL_INTROSPECTION_CLIENT_ID: "1",
      ZITADEL_INTROSPECTION_CLIENT_SECRET: "s3c\u2066ret",
    };
    expect(readConfigIssues(env)).toEqual([
      "ZITADEL_INTROSPECTION_CLIENT_SECRET: the value contains the invisible character U+2066; remove it",
    ]);
  });

  it("may have invisible characters in the texts of a JSON Schema", () => {
    const properties = { plan: { type: "string", title: "pl\u00adan" } };
    const METADATA_SCHEMA = JSON.stringify({ type: "object", properties });
    expect(readConfigIssues({ METADATA_SCHEMA })).toEqual([]);
  });

  it("may have invisible characters in the JSON of a key file", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const file = { type: "application", keyId: "1", key, clientId: "2", name: "a\u200bb" };
    expect(readConfigIssues({ ZITADEL_INTROSPECTION_KEY: JSON.stringify(file) })).toEqual([]);
  });

  it("may be in quotation marks in a file", () => {
    const { routerSecrets } = readConfig({ ...minimalEnv, ROUTER_SECRET_FILE: writeTempFile('"s3cret"\n') });
    expect(routerSecrets.map((secret) => secret.reveal())).toEqual(['"s3cret"']);
  });

  it.each([
    ["UTF-16", Buffer.from("\uFEFFs3cret\r\n", "utf16le")],
    ["Latin-1", Buffer.from("s3crèt", "latin1")],
  ])("is rejected in a file in %s", (_, content) => {
    const path = writeTempFile(content);
    const env = { ZITADEL_INTROSPECTION_CLIENT_ID: "1", ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: path };
    expect(readConfigIssues(env)).toEqual([
      `ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: the file "${path}" is not UTF-8 text; expected a file that contains the value, in UTF-8`,
    ]);
  });

  it.each(["Bearer s3cret", "s3\ncret", "s3cret…"])(
    "is rejected as the service user's token if a header cannot contain it: %j",
    (token) => {
      expect(readConfigIssues({ ZITADEL_SERVICE_USER_TOKEN: token })).toEqual([
        "ZITADEL_SERVICE_USER_TOKEN: invalid value (hidden); expected an access token alone, without Bearer, spaces and line breaks",
      ]);
    },
  );

  it.each(["Müller", "1\n2"])("is rejected as an organization if a header cannot contain it: %j", (id) => {
    expect(readConfigIssues({ ZITADEL_ORGANIZATION_ID: id })).toEqual([
      `ZITADEL_ORGANIZATION_ID: invalid value ${JSON.stringify(id)}; expected the id of an organization, in ASCII characters`,
    ]);
  });
});
