import type { TestProject } from "vitest/node";
import { createCallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { buildWorld } from "./build-test-data.js";
import { removeWorld } from "./remove-test-data.js";
import { readVariables } from "./variables.js";

/** One world for all test files: building it takes seconds. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const variables = readVariables(process.env);
  if (variables.env !== undefined) {
    provide("zitadel", variables.env);
    return () => Promise.resolve();
  }
  const call = createCallZitadel(variables.issuer, variables.ownerToken);
  const { description, built } = await buildWorld(variables, call);
  provide("zitadel", description);
  return () => removeWorld(call, built);
}
