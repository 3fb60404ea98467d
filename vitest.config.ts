import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Vite would take graphql's ES modules, Node takes its CommonJS ones: two copies know nothing of each other's types.
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
    description: "needs what only the embedded ZITADEL can do: weather, forged tokens, time",
  },
];

const nightly = "{test,bench}/**/*.nightly.test.ts";
const emulator = "packages/zitadel-emulator/test";
/** Far beyond what any test takes, on any machine: only a test that hangs gets there. */
const onlyHangs = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  resolve,
  test: {
    // All cores: Vitest would leave one idle, of two.
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
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], isolate: false, tags, ...onlyHangs },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [
            "test/{integration,faults,property}/**/*.test.ts",
            `${emulator}/{contract,login}/**/*.test.ts`,
          ],
          exclude: [nightly],
          // Files share no state but that of their modules, which is none: to load 300 of them once is half the time.
          isolate: false,
          tags,
          ...onlyHangs,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["{test/{e2e,live},bench}/**/*.test.ts", `${emulator}/cli/**/*.test.ts`],
          exclude: [nightly, "bench/baselines/**"],
          // Once for all that runs the production program.
          globalSetup: ["test/support/build-once.ts"],
          tags,
          ...onlyHangs,
        },
      },
      {
        extends: true,
        test: { name: "nightly", include: [nightly], tags, testTimeout: 900_000, hookTimeout: 120_000 },
      },
    ],
  },
});
