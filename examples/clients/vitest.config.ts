import { defineConfig } from "vitest/config";
import { resolve, timeouts } from "../../vitest.config.js";

// Run by the root's Vitest in the root folder, because the tests use the root's test environment.
export default defineConfig({
  resolve,
  test: {
    include: ["{examples/clients,test/hive-gateway,packages/*/test/clients}/**/*.test.ts"],
    globalSetup: "examples/clients/install.setup.ts",
    ...timeouts,
  },
});
