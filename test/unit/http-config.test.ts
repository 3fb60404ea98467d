import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv } from "./config-issues.js";

describe("ROUTER_SECRET, CORS_ORIGINS and limits", () => {
  it("accepts one router secret, or two during a rotation", () => {
    const secretsOf = (ROUTER_SECRET: string): string[] =>
      readConfig({ ...minimalEnv, ROUTER_SECRET }).routerSecrets.map((secret) => secret.reveal());
    expect(secretsOf("one")).toEqual(["one"]);
    expect(secretsOf("old\r\n new \n")).toEqual(["old", "new"]);
  });

  it("accepts several origins", () => {
    const CORS_ORIGINS = "https://app.example, http://localhost:3000";
    const { corsOrigins } = readConfig({ ...minimalEnv, CORS_ORIGINS });
    expect(corsOrigins).toEqual(["https://app.example", "http://localhost:3000"]);
  });

  it.each([
    [
      "three router secrets",
      { ROUTER_SECRET: "s3cret-1\ns3cret-2\ns3cret-3" },
      "ROUTER_SECRET: invalid value (hidden); expected one line, or two",
    ],
    [
      "a router secret with characters that an HTTP header cannot contain",
      { ROUTER_SECRET: "s3cret-\u00fc" },
      "ROUTER_SECRET: invalid value (hidden); expected one line, or two",
    ],
    ["an origin with a path", { CORS_ORIGINS: "https://app.example/" }, "CORS_ORIGINS"],
    ["a wildcard origin", { CORS_ORIGINS: "*" }, "CORS_ORIGINS"],
    ["a query depth above the maximum", { MAX_QUERY_DEPTH: "51" }, "MAX_QUERY_DEPTH"],
  ])("rejects %s without printing a secret", (_, env, words) => {
    const read = (): unknown => readConfig({ ...minimalEnv, ...env });
    expect(read).toThrow(words);
    expect(read).not.toThrow(/s3cret/);
  });
});
