import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { resolve } from "../../vitest.config.js";

/** Needs the npm registry, which no other test does. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve,
  test: {
    include: ["test/node24/**/*.test.ts"],
    testTimeout: 120_000,
    // Node and all packages are fetched.
    hookTimeout: 600_000,
  },
});
