import root from "../../../../eslint.config.js";

export default [
  ...root,
  // Vitest types its asymmetric matchers as any.
  { files: ["*.test.ts"], rules: { "@typescript-eslint/no-unsafe-assignment": "off" } },
];
