import root from "../../eslint.config.js";

export default [
  ...root,
  { ignores: ["graphql/"] },
  // Vitest types its asymmetric matchers as any. Its configuration needs a default export, and the
  // installation reads the environment.
  { files: ["*.test.ts"], rules: { "@typescript-eslint/no-unsafe-assignment": "off" } },
  {
    files: ["vitest.config.ts", "codegen.config.ts", "install.setup.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
];
