import root from "../../eslint.config.js";

export default [
  ...root,
  // Vite wants its settings as a default export, and they read the environment.
  { files: ["vite.config.ts"], rules: { "no-restricted-syntax": "off" } },
];
