import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Vite would take graphql's ES modules, Node takes its CommonJS ones: two copies know nothing of each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }] },
  test: {
    include: ["test/**/*.test.ts"],
    tags: [
      {
        name: "embedded",
        description: "needs what only the embedded ZITADEL can do: weather, forged tokens, time",
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**"],
      exclude: ["src/graphql/generated/**", "src/*.ts"],
      reporter: ["text-summary"],
    },
  },
});
