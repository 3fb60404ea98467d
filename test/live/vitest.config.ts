import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { resolve, tags } from "../../vitest.config.js";

/** The contract suite and the subgraph's own tests on a running ZITADEL: see docs/testing.md. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve,
  test: {
    include: [
      "packages/zitadel-emulator/test/contract/{replay,tokens}.test.ts",
      "test/{integration/{access,auth,http,resilience},e2e/supergraph}/**/*.test.ts",
    ],
    tags,
    globalSetup: ["test/live/setup.ts"],
    // All files share one server and its test data.
    fileParallelism: false,
    // As in vitest.config.ts.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
