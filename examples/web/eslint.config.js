import root from "../../eslint.config.js";

export default [
  ...root,
  // Vite needs a default export, and its configuration reads the environment.
  { files: ["vite.config.ts"], rules: { "no-restricted-syntax": "off" } },
];
