import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { resolve } from "../../vitest.config.js";

/** Separate from the other tests, because these need the npm registry. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve,
  test: {
    include: ["test/node24/**/*.test.ts"],
    testTimeout: 120_000,
    // The hooks download Node and all packages.
    hookTimeout: 600_000,
  },
});
