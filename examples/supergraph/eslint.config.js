import root from "../../eslint.config.js";

export default [
  ...root,
  // Programs that read their settings from the environment.
  { files: ["*/main.ts", "routers/*.config.ts"], rules: { "no-restricted-syntax": "off" } },
];
