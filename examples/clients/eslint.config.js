import root from "../../eslint.config.js";

export default [
  ...root,
  // Vitest types its asymmetric matchers as any, and wants its settings as a default export; installing needs the environment.
  { files: ["*.test.ts"], rules: { "@typescript-eslint/no-unsafe-assignment": "off" } },
  { files: ["vitest.config.ts", "install.setup.ts"], rules: { "no-restricted-syntax": "off" } },
];
