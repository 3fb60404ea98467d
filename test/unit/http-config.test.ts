import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";

const needed = { ZITADEL_ISSUER: "https://my.zitadel.cloud", ZITADEL_PROJECT_ID: "340000000000000001" };

describe("the configuration of who is let in", () => {
  it("takes one router secret or two, the old one and the new one", () => {
    const secretsOf = (ROUTER_SECRET: string): string[] =>
      readConfig({ ...needed, ROUTER_SECRET }).routerSecrets.map((secret) => secret.reveal());
    expect(secretsOf("one")).toEqual(["one"]);
    expect(secretsOf("old\r\n new \n")).toEqual(["old", "new"]);
  });

  it("takes the origins of several websites", () => {
    const CORS_ORIGINS = "https://app.example, http://localhost:3000";
    const { corsOrigins } = readConfig({ ...needed, CORS_ORIGINS });
    expect(corsOrigins).toEqual(["https://app.example", "http://localhost:3000"]);
  });

  it.each([
    [
      "three router secrets",
      { ROUTER_SECRET: "s3cret-1\ns3cret-2\ns3cret-3" },
      "ROUTER_SECRET: invalid value (3 lines",
    ],
    [
      "a router secret that no header can carry",
      { ROUTER_SECRET: "s3cret-\u00fc" },
      "ROUTER_SECRET: invalid value (1 line",
    ],
    ["a website with a path", { CORS_ORIGINS: "https://app.example/" }, "CORS_ORIGINS"],
    ["every website", { CORS_ORIGINS: "*" }, "CORS_ORIGINS"],
    ["more depth than there may be brackets", { MAX_QUERY_DEPTH: "51" }, "MAX_QUERY_DEPTH"],
  ])("refuses %s without showing a secret", (_, env, words) => {
    const read = (): unknown => readConfig({ ...needed, ...env });
    expect(read).toThrow(words);
    expect(read).not.toThrow(/s3cret/);
  });
});
