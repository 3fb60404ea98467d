import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Node loads the CommonJS modules of graphql. Vite would load its ES modules, too, and graphql rejects types that come
// from another copy.
export const resolve = {
  alias: [
    { find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) },
    {
      find: /^zitadel-emulator$/,
      replacement: fileURLToPath(new URL("packages/zitadel-emulator/src/index.ts", import.meta.url)),
    },
  ],
};
export const tags = [
  {
    name: "embedded",
    description: "requires the emulator: faults, forged tokens or a test clock",
  },
];

const nightly = "{test,bench}/**/*.nightly.test.ts";
const emulator = "packages/zitadel-emulator/test";
/** Longer than any test on any machine: only a test that never ends reaches it. */
export const timeouts = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  resolve,
  test: {
    // All cores: by default, Vitest leaves one idle.
    maxWorkers: "100%",
    coverage: {
      provider: "v8",
      include: ["src/**", "packages/*/src/**"],
      exclude: ["src/graphql/generated/**", "src/*.ts"],
      reporter: ["text-summary"],
    },
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], isolate: false, tags, ...timeouts },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [
            "test/{integration,faults,property}/**/*.test.ts",
            `${emulator}/{api,contract,login}/**/*.test.ts`,
          ],
          exclude: [nightly],
          // Modules have no mutable state. Loading 300 of them once takes half the time.
          isolate: false,
          tags,
          ...timeouts,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["{test/{e2e,live},bench}/**/*.test.ts", `${emulator}/cli/**/*.test.ts`],
          exclude: [nightly, "bench/baselines/**"],
          // Builds once for all tests that run the production build.
          globalSetup: ["test/e2e/build-once.ts"],
          tags,
          ...timeouts,
        },
      },
      {
        extends: true,
        test: { name: "nightly", include: [nightly], tags, testTimeout: 900_000, hookTimeout: 120_000 },
      },
    ],
  },
});
