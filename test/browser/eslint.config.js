import root from "../../eslint.config.js";

export default [
  ...root,
  // Playwright wants its settings as a default export, and reads which fixtures a test needs off an object's pattern.
  { rules: { "no-restricted-syntax": "off", "no-empty-pattern": "off" } },
];
