import tseslint from "typescript-eslint";

const entryPoints = [
  "src/main.ts",
  "src/commands/{cli,print-schema}.ts",
  "src/commands/{dev,metadata,token,verify-replica}/main.ts",
  "packages/zitadel-emulator/src/cli/main.ts",
];

const passClock = "Use a Clock that is passed in: see src/lib/clock.ts.";

// Folders with their own packages. `npm run check:examples` checks them after the packages are installed.
export const withOwnPackages = [
  "examples/supergraph",
  "examples/admin-ui",
  "examples/web",
  "examples/clients",
  "test/browser",
  "packages/zitadel-emulator/test/clients",
];

export default tseslint.config(
  // The baselines follow the style of their frameworks, and their packages are not installed here.
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
      // Numbers in messages are intended; objects and undefined stay forbidden.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-console": "error",
      "max-lines": ["error", { max: 200, skipBlankLines: false }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "Only entry points read process.env. Pass the values as parameters.",
        },
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name='mock']",
          message: "Do not mock modules. Use a test server instead.",
        },
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name='useFakeTimers']",
          message: "Pass a clock to the subgraph: see test/support/test-clock.ts.",
        },
      ],
    },
  },
  {
    // Tests control the time of this code with a test clock.
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
    // Tools require default exports in their configuration files.
    files: ["*.ts", "*.js", ".*.js", "test/{live,node24}/vitest.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  { files: ["*.js", ".*.js", "**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
