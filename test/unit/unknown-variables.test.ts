import { describe, expect, it } from "vitest";
import { readConfigIssues } from "../support/config-issues.js";

describe("a variable that is not spelt right", () => {
  it.each([
    ["METADATA_POLICIES_FILE", "METADATA_POLICY_FILE"],
    ["METADATA_POLICY_FILES", "METADATA_POLICY_FILE"],
    ["ROUTER_SECRETS", "ROUTER_SECRET"],
    ["ALLOWED_CLIENT_ID", "ALLOWED_CLIENT_IDS"],
    ["ZITADEL_PROJET_ID", "ZITADEL_PROJECT_ID"],
    ["SUBGRAPH_DIRECTIVE", "SUBGRAPH_DIRECTIVES"],
    ["MAX_QUERY_TOKEN", "MAX_QUERY_TOKENS"],
  ])("is refused, rather than ignored: %s", (misspelt, meant) => {
    expect(readConfigIssues({ [misspelt]: "x" })).toEqual([
      `${misspelt}: unknown variable; did you mean ${meant}?`,
    ]);
  });

  it("is not any other variable, nor one that Kubernetes sets for a service of this name", () => {
    const env = {
      ZITADEL_SERVICE_HOST: "10.0.0.1",
      ZITADEL_SERVICE_PORT: "8080",
      ZITADEL_PORT: "tcp://10.0.0.1:8080",
      ZITADEL_PORT_8080_TCP_ADDR: "10.0.0.1",
      ZITADEL_TEST_ISSUER: "http://localhost:8080",
      METADATA_ELSEWHERE: "x",
      ...Object.fromEntries(
        ["CLIENT_ID", "URL", "KEY", "PAT", "ORG", "USER", "API_KEY", "SERVICE_ID", "MASTERKEY"].map((it) => [
          `ZITADEL_${it}`,
          "x",
        ]),
      ),
      SUBGRAPH_URL: "http://localhost:4001",
      SUBGRAPH_HOST: "x",
      PATH: "/bin",
    };
    expect(readConfigIssues(env)).toEqual([]);
  });

  it.each([
    "METADATA_POLICY",
    "METADATA_POLICY_FILE",
    "ROUTER_SECRET",
    "ROUTER_SECRET_FILE",
    "ALLOWED_CLIENT_IDS",
  ])("is refused when it is empty, which would leave open what it is to close: %s", (variable) => {
    expect(readConfigIssues({ [variable]: " " })).toEqual([
      `${variable}: empty value; set a value or unset the variable`,
    ]);
  });
});
