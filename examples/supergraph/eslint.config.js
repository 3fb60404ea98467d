import root from "../../eslint.config.js";

export default [
  ...root,
  // These are programs, and their settings come from the environment.
  { files: ["accounts/main.ts", "routers/*.config.ts"], rules: { "no-restricted-syntax": "off" } },
];
