import type { TestProject } from "vitest/node";
import { createCallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { buildTestData } from "./build-test-data.js";
import { removeTestData } from "./remove-test-data.js";
import { readVariables } from "./variables.js";

/** Creates test data once for all test files: creating it takes seconds. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const variables = readVariables(process.env);
  if (variables.description !== undefined) {
    provide("zitadel", variables.description);
    return () => Promise.resolve();
  }
  const call = createCallZitadel(variables.issuer, variables.ownerToken);
  const { description, created } = await buildTestData(variables, call);
  provide("zitadel", description);
  return () => removeTestData(call, created);
}
