import tseslint from "typescript-eslint";

const entryPoints = [
  "src/main.ts",
  "src/commands/{cli,print-schema}.ts",
  "src/commands/{dev,token,verify-replica}/main.ts",
  "packages/zitadel-emulator/src/cli/main.ts",
];

const passClock = "Take the time from a Clock that is passed in: src/lib/clock.ts.";

// Checked by `npm run check:examples`, once their packages are installed.
export const withOwnPackages = [
  "examples/supergraph",
  "examples/admin-ui",
  "examples/web",
  "examples/clients",
  "test/browser",
];

export default tseslint.config(
  // The peers are written as their own users would write them, and their packages are not installed here.
  {
    ignores: [
      "dist",
      "coverage",
      ".dev",
      "src/graphql/generated",
      "bench/baselines",
      "packages/*/dist",
      ...withOwnPackages,
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/strict-boolean-expressions": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      // A number in a message is no accident; objects and undefined stay forbidden.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-console": "error",
      "max-lines": ["error", { max: 200, skipBlankLines: false }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "process.env is read in the entry points only: pass what you need.",
        },
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name='mock']",
          message: "Substitutes are whole servers, not patched modules.",
        },
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name='useFakeTimers']",
          message: "Pass the subgraph a clock: see test/support/test-clock.ts.",
        },
      ],
    },
  },
  {
    // What tests control time by.
    files: ["src/{access,app,auth,changes,graphql,http,lifecycle,metadata,observability,replica,zitadel}/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["setTimeout", "setInterval", "performance"].map((name) => ({ name, message: passClock })),
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: passClock },
        { object: "AbortSignal", property: "timeout", message: passClock },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            { name: "node:timers", message: passClock },
            { name: "node:timers/promises", importNames: ["setTimeout"], message: passClock },
          ],
        },
      ],
    },
  },
  {
    files: [
      ...entryPoints,
      "examples/demo/main.ts",
      "test/support/**",
      "test/live/**",
      "packages/zitadel-emulator/test/**",
      "bench/main.ts",
    ],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
      ],
    },
  },
  {
    files: ["test/**", "packages/zitadel-emulator/test/**", "bench/**/*.test.ts"],
    // Vitest types its asymmetric matchers as any.
    rules: { "@typescript-eslint/no-unsafe-assignment": "off" },
  },
  {
    // Settings of tools, which want default exports.
    files: ["*.ts", "*.js", ".*.js", "test/{live,node24}/vitest.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  { files: ["*.js", ".*.js", "**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
