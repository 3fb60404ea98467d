import { describe, expect, it } from "vitest";
import { readConfigIssues } from "./config-issues.js";

describe("ZITADEL_ISSUER", () => {
  it.each([
    ["http://zitadel.example", false],
    ["http://localhost:8080", true],
    ["http://127.0.0.1:8080", true],
    ["http://acme.localhost:8080", true],
    ["https://zitadel.example/auth", false],
    ["zitadel.example", false],
    ["ftp://localhost", false],
  ])("accepts a plain HTTP issuer only on a loopback address: %s", (issuer, isValid) => {
    expect(readConfigIssues({ ZITADEL_ISSUER: issuer }).length === 0).toBe(isValid);
  });

  it("accepts a plain HTTP issuer of another machine only with ZITADEL_ALLOW_HTTP", () => {
    const env = { ZITADEL_ISSUER: "http://zitadel.internal:8080" };
    expect(readConfigIssues(env)).toEqual([
      'ZITADEL_ISSUER: "http://zitadel.internal:8080" is not encrypted; use https://, or set ZITADEL_ALLOW_HTTP=true if the network is trusted',
    ]);
    expect(readConfigIssues({ ...env, ZITADEL_ALLOW_HTTP: "true" })).toEqual([]);
  });
});
