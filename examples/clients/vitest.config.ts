import { defineConfig } from "vitest/config";
import { resolve } from "../../vitest.config.js";

// Run by the Vitest of the root, from there: the tests start the root's world.
export default defineConfig({
  resolve,
  test: {
    include: ["examples/clients/**/*.test.ts"],
    globalSetup: "examples/clients/install.setup.ts",
  },
});
