import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  testZitadelDescription,
  type TestZitadelDescription,
} from "../../packages/zitadel-emulator/test/zitadel/description.js";

/** The server that the tests are to run on. */
export interface Variables {
  readonly issuer: string;
  readonly ownerToken: string;
  readonly loginToken: string;
  /** A world that is there already; undefined: one is built, and removed at the end. */
  readonly env: TestZitadelDescription | undefined;
}

const meanings = {
  ZITADEL_TEST_ISSUER: "the issuer of a ZITADEL for tests, such as http://localhost:8080",
  ZITADEL_TEST_OWNER_TOKEN: "a personal access token of a service user with the role IAM_OWNER",
  ZITADEL_TEST_LOGIN_TOKEN: "a personal access token of a service user with the role IAM_LOGIN_CLIENT",
} as const;

/** What is missing or wrong, in words for whoever started the tests. */
export class VariablesError extends Error {}

export function readVariables(env: Readonly<Record<string, string | undefined>>): Variables {
  const missing = Object.entries(meanings).filter(([name]) => (env[name] ?? "") === "");
  if (missing.length > 0) {
    const lines = missing.map(([name, meaning]) => `  ${name}: ${meaning}`);
    throw new VariablesError(
      `npm run test:real runs the tests on a ZITADEL of yours. Set what is missing:\n${lines.join("\n")}\n` +
        "docs/testing.md tells how to start such a server. npm test needs none.",
    );
  }
  const issuer = env["ZITADEL_TEST_ISSUER"] ?? "";
  if (!URL.canParse(issuer) || new URL(issuer).origin !== issuer) {
    throw new VariablesError(
      `ZITADEL_TEST_ISSUER is "${issuer}", but an issuer is scheme, host and port, without a final slash.`,
    );
  }
  return {
    issuer,
    ownerToken: env["ZITADEL_TEST_OWNER_TOKEN"] ?? "",
    loginToken: env["ZITADEL_TEST_LOGIN_TOKEN"] ?? "",
    env: readWorldFile(env["ZITADEL_TEST_WORLD"]),
  };
}

function readWorldFile(path: string | undefined): TestZitadelDescription | undefined {
  if (path === undefined || path === "") return undefined;
  try {
    return testZitadelDescription.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new VariablesError(`ZITADEL_TEST_WORLD, ${path}, describes no world: ${reason}`);
  }
}
