import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

describe("an unknown variable", () => {
  it.each([
    ["METADATA_POLICIES_FILE", "METADATA_POLICY_FILE"],
    ["METADATA_POLICY_FILES", "METADATA_POLICY_FILE"],
    ["ROUTER_SECRETS", "ROUTER_SECRET"],
    ["ALLOWED_CLIENT_ID", "ALLOWED_CLIENT_IDS"],
    ["ZITADEL_SERVICE_USER_PAT", "ZITADEL_SERVICE_USER_KEY"],
    ["SUBGRAPH_ROOT_FIELD", "SUBGRAPH_ROOT_FIELDS"],
    ["SUBGRAPH_ROOTS", "SUBGRAPH_ROOT_FIELDS"],
    ["UPSTREAM_RETRYS", "UPSTREAM_RETRIES"],
    ["UPSTREAM_QUEUE", "UPSTREAM_MAX_QUEUE"],
    ["SUBGRAPH_DIRECTIVE", "SUBGRAPH_DIRECTIVES"],
    ["MAX_QUERY_TOKEN", "MAX_QUERY_TOKENS"],
    ["SUBGRAPH_NAME_PREFX", "SUBGRAPH_NAME_PREFIX"],
    ["allowed_client_ids", "ALLOWED_CLIENT_IDS"],
  ])("with a prefix of the subgraph is rejected: %s", (variable, suggestion) => {
    expect(readConfigIssues({ [variable]: "x" })).toEqual([
      `${variable}: unknown variable; did you mean ${suggestion}?`,
    ]);
  });

  it.each([
    ["ZITADEL_PROJET_ID", "ZITADEL_PROJECT_ID"],
    ["TOKEN_VALIDATON", "TOKEN_VALIDATION"],
    ["CORS_ORIGIN", "CORS_ORIGINS"],
    ["REPLCA", "REPLICA"],
    ["LOG_LEVL", "LOG_LEVEL"],
    ["SHUTDOWN_DELAY", "SHUTDOWN_DELAY_MS"],
    ["REQUEST_TIMEOUT", "REQUEST_TIMEOUT_MS"],
    ["ZITADEL_PROJECT", "ZITADEL_PROJECT_ID"],
    ["zitadel_audience", "ZITADEL_AUDIENCE"],
  ])("with a name of any software is a warning if it resembles a setting: %s", (variable, suggestion) => {
    expect(readConfig({ ...minimalEnv, [variable]: "x" }).warnings).toEqual([
      { variable, problem: "unknown variable", hint: `did you mean ${suggestion}?` },
    ]);
  });

  it("is listed beside the problems if there are any", () => {
    expect(readConfigIssues({ ZITADEL_ISSUER: "", ZITADEL_ISUER: "x" })).toEqual([
      expect.stringContaining("ZITADEL_ISSUER: missing"),
      "ZITADEL_ISUER: unknown variable; did you mean ZITADEL_ISSUER?",
    ]);
  });

  it("is ignored if it belongs to other software or to Kubernetes", () => {
    const env = {
      ZITADEL_SERVICE_HOST: "10.0.0.1",
      ZITADEL_SERVICE_PORT: "8080",
      ZITADEL_PORT: "tcp://10.0.0.1:8080",
      ZITADEL_PORT_8080_TCP_ADDR: "10.0.0.1",
      ZITADEL_TEST_ISSUER: "http://localhost:8080",
      METADATA_ELSEWHERE: "x",
      no_proxy: "x",
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
    expect(readConfig({ ...minimalEnv, ...env }).warnings).toEqual([]);
  });
});

describe("a setting that restricts access", () => {
  it.each([
    "METADATA_POLICY",
    "METADATA_POLICY_FILE",
    "ROUTER_SECRET",
    "ROUTER_SECRET_FILE",
    "ALLOWED_CLIENT_IDS",
  ])("is rejected if it is empty: %s", (variable) => {
    expect(readConfigIssues({ [variable]: " " })).toEqual([
      `${variable}: empty value; set a value or unset the variable`,
    ]);
  });
});
