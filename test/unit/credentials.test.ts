import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readConfigIssues } from "./config-issues.js";

const noFile = "/no/such/file";

describe("client credentials", () => {
  it.each(["ZITADEL_INTROSPECTION", "ZITADEL_SERVICE_USER"])(
    "report only the file if %s_CLIENT_SECRET_FILE cannot be read",
    (prefix) => {
      const env = { [`${prefix}_CLIENT_ID`]: "1", [`${prefix}_CLIENT_SECRET_FILE`]: noFile };
      expect(readConfigIssues(env)).toEqual([
        expect.stringMatching(new RegExp(`^${prefix}_CLIENT_SECRET_FILE: cannot read the file`)),
      ]);
    },
  );

  it("reject a key that is too short for RS256", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const file = { type: "application", keyId: "1", key, clientId: "2" };
    expect(readConfigIssues({ ZITADEL_INTROSPECTION_KEY: JSON.stringify(file) })).toEqual([
      expect.stringMatching(
        /^ZITADEL_INTROSPECTION_KEY: .*the JSON key file of an API application.*, with an RSA key of at least 2,048 bits$/,
      ),
    ]);
  });

  it("report the missing client id beside a file that cannot be read", () => {
    expect(readConfigIssues({ ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: noFile })).toEqual([
      expect.stringMatching(/^ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: cannot read the file/),
      expect.stringMatching(/^ZITADEL_INTROSPECTION_CLIENT_ID: missing/),
    ]);
  });
});
