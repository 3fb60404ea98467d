import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  testZitadelDescription,
  type TestZitadelDescription,
} from "../../packages/zitadel-emulator/test/zitadel/description.js";

/** The server that the tests run on. */
export interface Variables {
  readonly issuer: string;
  readonly ownerToken: string;
  readonly loginToken: string;
  /** Existing test data. If undefined, the run creates test data and removes it at the end. */
  readonly description: TestZitadelDescription | undefined;
}

const meanings = {
  ZITADEL_TEST_ISSUER: "the issuer of a ZITADEL for tests, such as http://localhost:8080",
  ZITADEL_TEST_OWNER_TOKEN: "a personal access token of a service user with the role IAM_OWNER",
  ZITADEL_TEST_LOGIN_TOKEN: "a personal access token of a service user with the role IAM_LOGIN_CLIENT",
} as const;

/** A missing or invalid variable. The message is for the person who started the tests. */
export class VariablesError extends Error {}

export function readVariables(env: Readonly<Record<string, string | undefined>>): Variables {
  const missing = Object.entries(meanings).filter(([name]) => (env[name] ?? "") === "");
  if (missing.length > 0) {
    const lines = missing.map(([name, meaning]) => `  ${name}: ${meaning}`);
    throw new VariablesError(
      `npm run test:real runs the tests on a real ZITADEL. Missing variables:\n${lines.join("\n")}\n` +
        "docs/testing.md describes how to start such a server. npm test needs none.",
    );
  }
  const issuer = env["ZITADEL_TEST_ISSUER"] ?? "";
  if (!URL.canParse(issuer) || new URL(issuer).origin !== issuer) {
    throw new VariablesError(
      `ZITADEL_TEST_ISSUER is "${issuer}"; expected scheme, host and port, without a trailing slash.`,
    );
  }
  return {
    issuer,
    ownerToken: env["ZITADEL_TEST_OWNER_TOKEN"] ?? "",
    loginToken: env["ZITADEL_TEST_LOGIN_TOKEN"] ?? "",
    description: readDescription(env["ZITADEL_TEST_DATA"]),
  };
}

function readDescription(path: string | undefined): TestZitadelDescription | undefined {
  if (path === undefined || path === "") return undefined;
  try {
    return testZitadelDescription.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new VariablesError(`ZITADEL_TEST_DATA is "${path}", which does not describe test data: ${reason}`);
  }
}
