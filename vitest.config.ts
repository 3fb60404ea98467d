import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Vite would take graphql's ES modules, Node takes its CommonJS ones: two copies know nothing of each other's types.
export const resolve = {
  alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }],
};
export const tags = [
  {
    name: "embedded",
    description: "needs what only the embedded ZITADEL can do: weather, forged tokens, time",
  },
];

export default defineConfig({
  resolve,
  test: {
    include: ["test/**/*.test.ts"],
    tags,
    // Vitest would leave one of two cores idle, and most tests wait more than they reckon.
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["src/**"],
      exclude: ["src/graphql/generated/**", "src/*.ts"],
      reporter: ["text-summary"],
    },
  },
});
